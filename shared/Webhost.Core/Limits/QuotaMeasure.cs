namespace Webhost.Core.Limits;

/// <summary>What a plan limits in a billing period.</summary>
public enum QuotaMeasure
{
    /// <summary>Invocations.</summary>
    Requests,

    /// <summary>Tokens.</summary>
    Tokens,

    /// <summary>Milliseconds of compute.</summary>
    ComputeMs,

    /// <summary>US dollars, estimated.</summary>
    Cost,
}
