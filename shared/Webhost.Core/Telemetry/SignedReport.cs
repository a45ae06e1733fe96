namespace Webhost.Core.Telemetry;

/// <summary>A report as it came in.</summary>
/// <param name="Body">The body as it was sent: what the signature is made over.</param>
/// <param name="ContentEncoding">How the body is packed; null when it isn't.</param>
/// <param name="DeploymentId">The deployment that says to have sent it; null when none does.</param>
/// <param name="Signature">The signature; null when there is none.</param>
public sealed record SignedReport(ReadOnlyMemory<byte> Body, string? ContentEncoding, string? DeploymentId, string? Signature)
{
    /// <inheritdoc/>
    public override string ToString() => $"{nameof(SignedReport)} of {DeploymentId}";
}
