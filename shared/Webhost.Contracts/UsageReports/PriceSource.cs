namespace Webhost.Contracts.UsageReports;

/// <summary>A price table that estimates are made with.</summary>
public sealed record PriceSource
{
    /// <summary>The runtime.</summary>
    public required string RuntimeProvider { get; init; }

    /// <summary>The first day on which it holds.</summary>
    public required DateOnly ValidFrom { get; init; }

    /// <summary>Where the prices were taken from.</summary>
    public required string Source { get; init; }
}
