namespace Webhost.Bench.Measuring;

/// <summary>How often servers take turns, and how much each does in one.</summary>
/// <param name="WarmUp">Requests before anything counts.</param>
/// <param name="Rounds">Turns of each server.</param>
/// <param name="Batch">Requests in a turn.</param>
internal sealed record Turns(int WarmUp, int Rounds, int Batch);
