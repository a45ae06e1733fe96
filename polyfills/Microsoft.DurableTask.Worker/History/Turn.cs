namespace Microsoft.DurableTask.Worker.History;

/// <summary>One run of the orchestrator from wait to wait: what came in and what it asked for. Stored as a whole, in one row.</summary>
/// <param name="Time">The orchestration's time during the turn.</param>
/// <param name="Events">What came in, in order.</param>
/// <param name="Commands">What the code asked for, in order.</param>
internal sealed record Turn(DateTimeOffset Time, IReadOnlyList<HistoryEvent> Events, IReadOnlyList<Command> Commands);
