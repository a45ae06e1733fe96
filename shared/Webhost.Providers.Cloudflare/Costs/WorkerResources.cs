using Webhost.Core.Costs;

namespace Webhost.Providers.Cloudflare.Costs;

/// <summary>Finds agents by their Workers' names in what Cloudflare bills.</summary>
internal sealed class WorkerResources : IBilledResources
{
    public string Provider => CloudflareRuntimeProvider.Name;

    public string? AgentOf(string resource) => ScriptName.AgentOf(resource);
}
