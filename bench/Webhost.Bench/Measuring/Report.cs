namespace Webhost.Bench.Measuring;

/// <summary>The figures of a benchmark. The first series is the baseline that the others are compared to.</summary>
/// <param name="Title">What was measured, and how.</param>
/// <param name="Series">The figures of each thing, baseline first.</param>
/// <param name="Budgets">What must hold.</param>
/// <param name="Lines">A table of a benchmark's own, line by line; null for none.</param>
internal sealed record Report(string Title, IReadOnlyList<Series> Series, IReadOnlyList<Budget> Budgets, IReadOnlyList<string>? Lines = null);
