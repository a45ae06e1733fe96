namespace Webhost.Bench.Measuring;

/// <summary>The figures of a benchmark.</summary>
/// <param name="Tables">What was measured.</param>
/// <param name="Budgets">What must hold.</param>
internal sealed record Report(IReadOnlyList<Table> Tables, IReadOnlyList<Budget> Budgets)
{
    /// <summary>What was measured, above lines of the benchmark's own; null for none.</summary>
    public string? Title { get; init; }

    /// <summary>A table of the benchmark's own, line by line.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    /// <summary>What a reader must know of the run.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
