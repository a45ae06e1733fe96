namespace Webhost.Providers.Cloudflare.Building;

/// <summary>Tells which packages a bundle lacks, and what can be done about it.</summary>
internal static class MissingPackages
{
    private static readonly string[] OtherLockfiles = ["pnpm-lock.yaml", "yarn.lock", "bun.lock", "bun.lockb"];

    /// <summary>The packages that the bundler could not find, in order.</summary>
    public static IReadOnlyList<string> In(IEnumerable<BundlerMessage> messages) =>
    [
        .. messages.Where(message => message.IsError)
            .Select(message => message.Unresolved)
            .OfType<string>()
            .Select(PackageOf)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>What the customer is told.</summary>
    public static string Explain(IReadOnlyList<string> missing, string entrypoint, VendoredPackages vendored, bool hasLockfile, string? otherLockfile, bool installs)
    {
        var lockfile = (hasLockfile, installs) switch
        {
            (false, true) when otherLockfile is not null =>
                $"(3) install them and pack node_modules, as in (1): from a {otherLockfile} nothing is installed here, only from npm's package-lock.json",
            (_, false) => "(3) packages are not installed from a package-lock.json on this platform, as it is set up",
            (false, true) => "(3) add a package-lock.json made by 'npm install', so that the packages can be installed from it",
            (true, true) => "(3) add them to package.json with 'npm install', so that the package-lock.json names them",
        };
        var offered = vendored.Names.Count > 0 ? string.Join(", ", vendored.Names) : "none here";
        return $"{(missing.Count == 1 ? "A package is" : $"{missing.Count} packages are")} missing: {string.Join(", ", missing)}. Three ways out: " +
            $"(1) bundle the agent first, for example 'npx esbuild {entrypoint} --bundle --format=esm --platform=node --conditions=workerd --external:cloudflare:* --outfile=dist/index.js' with \"entrypoint\": \"dist/index.js\", or pack its node_modules (webhost deploy --include-node-modules); " +
            $"(2) use only packages that the platform has: {offered}; {lockfile}.";
    }

    /// <summary>The lock file of another package manager than npm; null without one.</summary>
    public static string? OtherLockfile(string root) => OtherLockfiles.FirstOrDefault(name => File.Exists(Path.Combine(root, name)));

    private static string? PackageOf(string path)
    {
        if (path.Length == 0 || path[0] is '.' or '/' or '#')
        {
            return null;
        }

        var parts = path.Split('/');
        return path[0] == '@' && parts.Length > 1 ? $"{parts[0]}/{parts[1]}" : parts[0];
    }
}
