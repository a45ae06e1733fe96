using Webhost.Core.Providers;

namespace Webhost.Providers.Cloudflare;

/// <summary>What a <see cref="ProviderReference"/> of this runtime holds (master spec §6.3).</summary>
internal static class WorkerReference
{
    private const string ScriptKey = "scriptName";
    private const string UrlKey = "workerUrl";
    private const string DeploymentKey = "deploymentId";

    public static ProviderReference Create(string script, Uri url, string deploymentId) => new(new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [ScriptKey] = script,
        [UrlKey] = url.AbsoluteUri,
        [DeploymentKey] = deploymentId,
    });

    /// <summary>The script's name; the address is made from it anew, so that a moved dispatcher needs no redeployment.</summary>
    public static string ScriptOf(ProviderReference reference) => reference[ScriptKey];

    public static string DeploymentOf(ProviderReference reference) => reference[DeploymentKey];
}
