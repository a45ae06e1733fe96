using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Webhost.Core.Results;

namespace Webhost.Providers.Cloudflare.Building;

/// <summary>
/// Installs what a lock file names, without running any script of a package, into a folder that later builds with the same files share.
/// Off unless <see cref="BuildOptions.NpmInstall"/> is <c>lockfile</c>.
/// </summary>
internal sealed class NpmInstall(IOptions<BuildOptions> options, TimeProvider time)
{
    private const int MaximumKept = 20;
    private const string PackageFileName = "package.json";
    private const string NpmCache = "npm";

    // What npm needs to reach a registry through this machine's network; nothing else is inherited.
    private static readonly string[] Inherited = ["PATH", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy", "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE"];

    /// <summary>Whether installing is allowed.</summary>
    public bool IsOn => options.Value.NpmInstall is "lockfile";

    /// <summary>The <c>node_modules</c> folder. Failures: Invalid (the lock file), DeploymentFailed.</summary>
    public async Task<Result<string>> InstallAsync(string source, Action<string> log, CancellationToken cancellationToken)
    {
        var (packageFile, lockfile) = (Path.Combine(source, PackageFileName), Path.Combine(source, Lockfile.FileName));
        if (!File.Exists(packageFile))
        {
            return Failure.Invalid.At(PackageFileName, $"{Lockfile.FileName} is there without {PackageFileName}. Pack both, side by side.");
        }

        if (Lockfile.Refuse(lockfile, new Uri(options.Value.NpmRegistry)) is { } refusal)
        {
            return Failure.Invalid.At(Lockfile.FileName, refusal);
        }

        var cache = options.Value.NpmCacheDirectory.Length > 0 ? Path.GetFullPath(options.Value.NpmCacheDirectory) : Path.Combine(Path.GetTempPath(), "webhost-packages");
        Directory.CreateDirectory(cache);
        var kept = Path.Combine(cache, await HashAsync(packageFile, lockfile, cancellationToken));
        var modules = Path.Combine(kept, "node_modules");
        if (Directory.Exists(modules))
        {
            Directory.SetLastWriteTimeUtc(kept, time.GetUtcNow().UtcDateTime);
            log("The packages of package-lock.json are installed already.");
            return modules;
        }

        var fresh = Directory.CreateDirectory(Path.Combine(cache, $"new-{Path.GetRandomFileName()}")).FullName;
        try
        {
            File.Copy(packageFile, Path.Combine(fresh, PackageFileName));
            File.Copy(lockfile, Path.Combine(fresh, Lockfile.FileName));
            if (await RunAsync(fresh, cancellationToken) is { } failure)
            {
                return failure;
            }

            Directory.CreateDirectory(Path.Combine(fresh, "node_modules"));
            Keep(fresh, kept);
            Prune(cache, kept);
            log("Installed the packages of package-lock.json, without running their scripts.");
            return modules;
        }
        finally
        {
            if (Directory.Exists(fresh))
            {
                Directory.Delete(fresh, recursive: true);
            }
        }
    }

    private async Task<Failure?> RunAsync(string folder, CancellationToken cancellationToken)
    {
        var environment = Inherited.Select(name => (name, value: Environment.GetEnvironmentVariable(name)))
            .Where(pair => pair.value is not null)
            .ToDictionary(pair => pair.name, pair => pair.value!, StringComparer.Ordinal);
        environment["HOME"] = folder;
        environment["npm_config_userconfig"] = Path.Combine(folder, ".user");
        environment["npm_config_globalconfig"] = Path.Combine(folder, ".global");
        environment["npm_config_cache"] = Path.Combine(folder, "..", NpmCache);
        environment["npm_config_registry"] = options.Value.NpmRegistry;
        environment["npm_config_replace_registry_host"] = "always";
        environment["npm_config_update_notifier"] = "false";
        environment["npm_config_fetch_retries"] = "1";
        environment["npm_config_fetch_retry_mintimeout"] = "500";
        environment["npm_config_fetch_retry_maxtimeout"] = "2000";

        var outcome = await new BuildProcess
        {
            Tool = options.Value.NpmPath,
            Arguments = ["ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund", "--no-progress", "--install-links=false", "--workspaces=false"],
            WorkingDirectory = folder,
            Environment = environment,
            Timeout = options.Value.InstallTimeout,
        }.RunAsync(cancellationToken);
        if (outcome.TimedOut)
        {
            return new Failure.DeploymentFailed($"The packages were not installed within {options.Value.InstallTimeout.TotalSeconds:0} seconds. Try again, or bundle the agent first.", Transient: true);
        }

        return outcome.ExitCode == 0 ? null : Explain(outcome.Output);
    }

    private static Failure Explain(string output)
    {
        if (output.Contains("EUSAGE", StringComparison.Ordinal))
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

    private static void Keep(string fresh, string kept)
    {
        try
        {
            Directory.Move(fresh, kept);
        }
        catch (IOException) when (Directory.Exists(kept))
        {
            // Another build with the same files was first; its folder is as good.
        }
    }

    private void Prune(string cache, string kept)
    {
        // A folder that was used within the hour may belong to a build that is running.
        var unused = time.GetUtcNow().UtcDateTime.AddHours(-1);
        var old = new DirectoryInfo(cache).EnumerateDirectories()
            .Where(folder => folder.Name is not NpmCache && !string.Equals(folder.FullName, kept, StringComparison.Ordinal) && folder.LastWriteTimeUtc < unused)
            .OrderByDescending(folder => folder.LastWriteTimeUtc)
            .Skip(MaximumKept);
        foreach (var folder in old)
        {
            folder.Delete(recursive: true);
        }
    }
}
