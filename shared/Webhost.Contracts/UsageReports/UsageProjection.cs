namespace Webhost.Contracts.UsageReports;

/// <summary>What a whole period will come to, if it goes on as before.</summary>
public sealed record UsageProjection
{
    /// <summary>How it is reckoned: <c>linear</c> is what was used so far, divided by the part of the period that is over.</summary>
    public required string Method { get; init; }

    /// <summary>The part of the period that is over, 0 to 1.</summary>
    public required double Elapsed { get; init; }

    /// <summary>Invocations.</summary>
    public required long Requests { get; init; }

    /// <summary>Tokens.</summary>
    public required long Tokens { get; init; }

    /// <summary>Milliseconds of compute.</summary>
    public required long ComputeMs { get; init; }

    /// <summary>US dollars, an estimate.</summary>
    public required decimal CostUsd { get; init; }
}
