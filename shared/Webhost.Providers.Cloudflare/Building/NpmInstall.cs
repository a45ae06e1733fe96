using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Webhost.Core.Results;

namespace Webhost.Providers.Cloudflare.Building;

/// <summary>
/// Installs what a lock file names, without running any script of a package, into a folder that later builds with the same files share.
/// Off unless <see cref="BuildOptions.NpmInstall"/> is <c>lockfile</c>.
/// </summary>
internal sealed class NpmInstall(IOptions<BuildOptions> options, PackageCache cache)
{
    // All that npm is given of this process's environment, besides the way to the registry.
    private static readonly string[] Inherited = ["PATH", "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE"];

    /// <summary>Whether installing is allowed.</summary>
    public bool IsOn => options.Value.NpmInstall is "lockfile";

    /// <summary>The <c>node_modules</c> folder. Failures: Invalid (one of the two files), DeploymentFailed.</summary>
    public async Task<Result<string>> InstallAsync(string source, Action<string> log, CancellationToken cancellationToken)
    {
        var (packageFile, lockfile) = (Path.Combine(source, PackageFile.FileName), Path.Combine(source, Lockfile.FileName));
        if (!File.Exists(packageFile))
        {
            return Failure.Invalid.At(PackageFile.FileName, $"{Lockfile.FileName} is there without {PackageFile.FileName}. Pack both, side by side.");
        }

        if (Lockfile.Refuse(lockfile, new Uri(options.Value.NpmRegistry)) is { } refusal)
        {
            return Failure.Invalid.At(Lockfile.FileName, refusal);
        }

        if (!PackageFile.ForInstall(packageFile).TryGet(out var package, out var failure))
        {
            return failure;
        }

        var hash = await HashAsync(packageFile, lockfile, cancellationToken);
        if (cache.Find(hash) is { } installed)
        {
            log("The packages of package-lock.json are installed already.");
            return installed;
        }

        var fresh = cache.Create();
        try
        {
            await File.WriteAllBytesAsync(Path.Combine(fresh, PackageFile.FileName), package, cancellationToken);
            File.Copy(lockfile, Path.Combine(fresh, Lockfile.FileName));
            if ((failure = await RunAsync(fresh, log, cancellationToken)) is not null)
            {
                return failure;
            }

            log("Installed the packages of package-lock.json, without running their scripts.");
            return cache.Keep(fresh, hash);
        }
        finally
        {
            cache.Discard(fresh);
        }
    }

    private async Task<Failure?> RunAsync(string folder, Action<string> log, CancellationToken cancellationToken)
    {
        var outcome = await CiAsync(folder, [], cancellationToken);
        if (!outcome.TimedOut && outcome.ExitCode != 0 && Disagree(outcome.Output))
        {
            // A lock file that was made without the peers of packages lacks them, and agrees once they don't count.
            var lenient = await CiAsync(folder, ["--legacy-peer-deps"], cancellationToken);
            if (lenient.ExitCode == 0)
            {
                log("package-lock.json leaves out packages that others want beside them (peer dependencies), so these were left out here too, as with npm's --legacy-peer-deps.");
            }

            outcome = lenient.TimedOut || lenient.ExitCode == 0 ? lenient : outcome;
        }

        if (outcome.TimedOut)
        {
            return new Failure.DeploymentFailed($"The packages were not installed within {options.Value.InstallTimeout.TotalSeconds:0} seconds. Try again, or bundle the agent first.", Transient: true);
        }

        return outcome.ExitCode == 0 ? null : Explain(outcome.Output);
    }

    private Task<ProcessOutcome> CiAsync(string folder, IEnumerable<string> more, CancellationToken cancellationToken)
    {
        var environment = new Dictionary<string, string>(RegistryAccess.Variables(new Uri(options.Value.NpmRegistry), Environment.GetEnvironmentVariable), StringComparer.Ordinal)
        {
            ["HOME"] = folder,
            ["npm_config_userconfig"] = Path.Combine(folder, ".user"),
            ["npm_config_globalconfig"] = Path.Combine(folder, ".global"),
            ["npm_config_cache"] = cache.Npm,
            ["npm_config_registry"] = options.Value.NpmRegistry,
            ["npm_config_replace_registry_host"] = "always",
            ["npm_config_update_notifier"] = "false",
            ["npm_config_fetch_retries"] = "1",
            ["npm_config_fetch_retry_mintimeout"] = "500",
            ["npm_config_fetch_retry_maxtimeout"] = "2000",
        };
        foreach (var name in Inherited)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
            {
                environment[name] = value;
            }
        }

        return new BuildProcess
        {
            Tool = options.Value.NpmPath,
            Arguments = ["ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund", "--no-progress", "--install-links=false", "--workspaces=false", .. more],
            WorkingDirectory = folder,
            Environment = environment,
            Timeout = options.Value.InstallTimeout,
        }.RunAsync(cancellationToken);
    }

    private static bool Disagree(string output) => output.Contains("EUSAGE", StringComparison.Ordinal) || output.Contains("ERESOLVE", StringComparison.Ordinal);

    private static Failure Explain(string output)
    {
        if (Disagree(output))
        {
            return Failure.Invalid.At(Lockfile.FileName, "package.json and package-lock.json do not agree. Run 'npm install' and pack both again.");
        }

        if (output.Contains("E404", StringComparison.Ordinal) || output.Contains("ETARGET", StringComparison.Ordinal))
        {
            return Failure.Invalid.At(Lockfile.FileName, "The registry lacks a package that package-lock.json names. Run 'npm install' and pack it again.");
        }

        return output.Contains("EINTEGRITY", StringComparison.Ordinal)
            ? Failure.Invalid.At(Lockfile.FileName, "A package differs from the hash that package-lock.json names. Run 'npm install' and pack it again.")
            : new Failure.DeploymentFailed("The packages of package-lock.json could not be installed. Try again, or bundle the agent first.", Transient: true);
    }

    private static async Task<string> HashAsync(string packageFile, string lockfile, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(SHA256.HashData(await File.ReadAllBytesAsync(packageFile, cancellationToken)));
        hash.AppendData(SHA256.HashData(await File.ReadAllBytesAsync(lockfile, cancellationToken)));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
