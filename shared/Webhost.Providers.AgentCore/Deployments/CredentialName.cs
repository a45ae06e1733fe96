using System.Security.Cryptography;
using System.Text;
using Webhost.Core.Providers;
using Webhost.Core.Telemetry;

namespace Webhost.Providers.AgentCore.Deployments;

/// <summary>
/// The name of the credential provider with an agent's secrets. All agents run with one role, which may ask for any provider's key: so the name is one that nobody can tell who was not told it
/// (master specification §4.2).
/// </summary>
internal sealed class CredentialName(WorkloadKeys keys)
{
    private const int Digits = 32;

    /// <summary>The agent's name at AWS, and digits that only the platform can make of it. Always the same for an agent.</summary>
    public async ValueTask<string> OfAsync(AgentReference agent, CancellationToken cancellationToken)
    {
        var key = await keys.PlatformKeyAsync("agentcore-credentials", cancellationToken);
        var name = ResourceName.Of(agent);
        return $"{name}-{Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(name)))[..Digits]}";
    }
}
