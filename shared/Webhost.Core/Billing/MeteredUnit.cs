namespace Webhost.Core.Billing;

/// <summary>What usage of a metered plan is reported in. Parts of a unit count as a whole one.</summary>
public enum MeteredUnit
{
    /// <summary>Invocations.</summary>
    Requests,

    /// <summary>Thousands of tokens.</summary>
    ThousandTokens,

    /// <summary>Seconds of compute.</summary>
    ComputeSeconds,
}
