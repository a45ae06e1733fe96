using Webhost.Core.Providers;

namespace Webhost.Core.Invocation;

/// <summary>Where the active deployment runs.</summary>
/// <param name="DeploymentId">The deployment.</param>
/// <param name="Provider">The runtime's adapter.</param>
/// <param name="Reference">Where the runtime has it.</param>
/// <param name="InvokeSecret">The key to sign calls with.</param>
public sealed record InvocationTarget(string DeploymentId, IRuntimeProvider Provider, ProviderReference Reference, string InvokeSecret)
{
    /// <inheritdoc/>
    public override string ToString() => $"{nameof(InvocationTarget)} {DeploymentId}";
}
