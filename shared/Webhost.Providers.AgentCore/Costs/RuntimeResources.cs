using Webhost.Core.Costs;

namespace Webhost.Providers.AgentCore.Costs;

/// <summary>Finds agents by their runtimes' names in what AWS bills.</summary>
internal sealed class RuntimeResources : IBilledResources
{
    public string Provider => AgentCoreRuntimeProvider.Name;

    public string? AgentOf(string resource) => ResourceName.AgentOf(resource);
}
