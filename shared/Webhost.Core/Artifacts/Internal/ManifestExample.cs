using Webhost.Core.Providers;

namespace Webhost.Core.Artifacts.Internal;

/// <summary>A minimal manifest to show to those who have none.</summary>
internal static class ManifestExample
{
    public static string Missing(string runtime, RuntimeCapabilities capabilities) =>
        $"The archive has no '{AgentManifest.FileName}' at its root, or in its only folder. Add one that names the protocol, the runtime and the entry point. {Text(runtime, capabilities)}";

    public static string Text(string runtime, RuntimeCapabilities capabilities)
    {
        var extension = capabilities.EntrypointExtensions.Count > 0 ? capabilities.EntrypointExtensions[0] : ".js";
        return $"For example: {{ \"protocol\": \"{AgentManifest.SupportedProtocol}\", \"runtime\": \"{runtime}\", \"entrypoint\": \"src/index{extension}\", " +
            "\"env\": { \"requiredKeys\": [], \"optionalKeys\": [] }, \"capabilities\": { \"streaming\": false, \"tools\": false } }";
    }
}
