namespace Webhost.Providers.Cloudflare.Building;

/// <summary>What npm is told of the network: it reaches the registry, and nothing else that a lock file or the description of a package may name.</summary>
internal static class RegistryAccess
{
    // A port that nothing can listen at: what goes through this proxy goes nowhere.
    private const string Nowhere = "http://127.0.0.1:0";

    private static readonly string[] Proxies = ["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"];

    /// <summary>Environment variables for npm.</summary>
    /// <param name="registry">The registry's address.</param>
    /// <param name="inherited">Reads a variable of this process.</param>
    public static IReadOnlyDictionary<string, string> Variables(Uri registry, Func<string, string?> inherited)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            // Repositories are cloned by git, which knows nothing of npm's proxies.
            ["npm_config_git"] = "/bin/false",
            ["GIT_ALLOW_PROTOCOL"] = "none",
            ["npm_config_allow_git"] = "none",
            ["npm_config_allow_remote"] = "none",
            ["npm_config_allow_file"] = "none",
            ["npm_config_allow_directory"] = "none",
        };
        var proxies = Proxies.Select(name => (name, value: inherited(name))).Where(proxy => !string.IsNullOrEmpty(proxy.value)).ToList();
        if (proxies.Count == 0 || IsDirect(registry.Host, inherited("NO_PROXY") ?? inherited("no_proxy") ?? string.Empty))
        {
            variables["npm_config_proxy"] = variables["npm_config_https_proxy"] = Nowhere;
            variables["npm_config_noproxy"] = registry.Host;
            return variables;
        }

        // The registry lies behind this machine's proxy. Without the exceptions from it, nothing on this machine or beside it is reached either.
        foreach (var (name, value) in proxies)
        {
            variables[name] = value!;
        }

        return variables;
    }

    // As npm reads it.
    private static bool IsDirect(string host, string exceptions) => exceptions.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(exception => exception.TrimStart('.'))
        .Any(exception => exception.Length > 0 && (host.Equals(exception, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + exception, StringComparison.OrdinalIgnoreCase)));
}
