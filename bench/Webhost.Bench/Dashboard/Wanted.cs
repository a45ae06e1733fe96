namespace Webhost.Bench.Dashboard;

/// <summary>How a page has to be.</summary>
/// <param name="Seen">A selector of an element that is in sight.</param>
/// <param name="Says">A text in it; null for any.</param>
internal sealed record Wanted(string Seen, string? Says = null)
{
    /// <summary>What stands where data will be.</summary>
    public const string Skeleton = "main .animate-pulse.bg-sunken";

    /// <summary>A value in that element; null for any.</summary>
    public string? Holds { get; init; }

    /// <summary>A selector of what is not there; null for none.</summary>
    public string? Gone { get; init; }
}
