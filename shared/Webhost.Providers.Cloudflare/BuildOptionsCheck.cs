using Microsoft.Extensions.Options;

namespace Webhost.Providers.Cloudflare;

/// <summary>Checks the section <c>Build</c> at the start.</summary>
internal sealed class BuildOptionsCheck : IValidateOptions<BuildOptions>
{
    public ValidateOptionsResult Validate(string? name, BuildOptions options)
    {
        var problems = new List<string>();
        if (string.IsNullOrWhiteSpace(options.EsbuildPath))
        {
            problems.Add(Problem(nameof(options.EsbuildPath), "is missing: the native esbuild binary, such as node_modules/@esbuild/linux-x64/bin/esbuild"));
        }
        else if (!File.Exists(options.EsbuildPath))
        {
            problems.Add(Problem(nameof(options.EsbuildPath), $"names no file: '{options.EsbuildPath}'"));
        }

        if (options.VendoredPackagesPath.Length > 0 && !Directory.Exists(options.VendoredPackagesPath))
        {
            problems.Add(Problem(nameof(options.VendoredPackagesPath), $"names no folder: '{options.VendoredPackagesPath}'. Install it: npm ci --ignore-scripts in shim-worker/vendor"));
        }

        if (options.NpmInstall is not ("off" or "lockfile"))
        {
            problems.Add(Problem(nameof(options.NpmInstall), "must be 'off' or 'lockfile'"));
        }

        if (!Uri.TryCreate(options.NpmRegistry, UriKind.Absolute, out var registry) || registry.Scheme is not ("http" or "https"))
        {
            problems.Add(Problem(nameof(options.NpmRegistry), "must be an absolute http or https address"));
        }

        if (options.BundleTimeout <= TimeSpan.Zero)
        {
            problems.Add(Problem(nameof(options.BundleTimeout), "must be greater than 0"));
        }

        if (options.InstallTimeout <= TimeSpan.Zero)
        {
            problems.Add(Problem(nameof(options.InstallTimeout), "must be greater than 0"));
        }

        if (options.BundleMemoryMegabytes < 256)
        {
            problems.Add(Problem(nameof(options.BundleMemoryMegabytes), "must be at least 256"));
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static string Problem(string key, string what) => $"The setting {BuildOptions.Section}__{key} {what}.";
}
