namespace Webhost.Contracts.Errors;

/// <summary>The one shape of every error response (master spec §7.3).</summary>
public sealed record ErrorEnvelope
{
    /// <summary>What went wrong.</summary>
    public required ErrorBody Error { get; init; }
}
