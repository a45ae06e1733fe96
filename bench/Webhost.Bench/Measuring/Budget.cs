namespace Webhost.Bench.Measuring;

/// <summary>A figure that must not exceed a limit.</summary>
/// <param name="Name">What the figure is.</param>
/// <param name="Actual">What was measured.</param>
/// <param name="Limit">What is allowed.</param>
/// <param name="Unit">The unit of both.</param>
internal sealed record Budget(string Name, double Actual, double Limit, string Unit)
{
    public bool Holds => Actual <= Limit;
}
