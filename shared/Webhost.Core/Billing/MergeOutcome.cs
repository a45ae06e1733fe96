namespace Webhost.Core.Billing;

/// <summary>What became of what was said of a subscription or a payment.</summary>
public enum MergeOutcome
{
    /// <summary>It is the newest now, or says the same as the newest.</summary>
    Applied,

    /// <summary>Something newer was known.</summary>
    Superseded,

    /// <summary>Something else was said for the same moment: the provider must be asked.</summary>
    Contested,
}
