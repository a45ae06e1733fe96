using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Webhost.Providers.Cloudflare.Building;

/// <summary>
/// The folders of installed packages that builds share, each under the hash of the files that it was installed from. Several processes may use the same one.
/// What nobody has used for long is renamed, which takes no time, and removed while no build waits for it.
/// </summary>
internal sealed class PackageCache(IOptions<BuildOptions> options, TimeProvider time, ILogger<PackageCache> logger) : IDisposable
{
    private const int MaximumKept = 20;
    private const int MaximumSetAside = 4;
    private const string NpmFolder = "npm";
    private const string Fresh = "new-";
    private const string Discarded = "old-";
    private const string Modules = "node_modules";

    // A folder that was used within the hour may belong to a build that is running.
    private static readonly TimeSpan Unused = TimeSpan.FromHours(1);

    private readonly Lock gate = new();
    private readonly CancellationTokenSource stopping = new();

    private string Root { get; } = options.Value.NpmCacheDirectory.Length > 0 ? Path.GetFullPath(options.Value.NpmCacheDirectory) : Path.Combine(Path.GetTempPath(), "webhost-packages");

    /// <summary>Removes what was set aside; ended when nothing is being removed.</summary>
    public Task Removal { get; private set; } = Task.CompletedTask;

    /// <summary>Where npm keeps what it downloaded.</summary>
    public string Npm => Path.Combine(Root, NpmFolder);

    /// <summary>The <c>node_modules</c> folder under a hash, for this build to use; null when there is none.</summary>
    public string? Find(string hash)
    {
        var folder = Path.Combine(Root, hash);
        try
        {
            Directory.SetLastWriteTimeUtc(folder, time.GetUtcNow().UtcDateTime);
            return Path.Combine(folder, Modules);
        }
        catch (IOException) when (!Directory.Exists(folder))
        {
            return null;
        }
    }

    /// <summary>A new folder to install into. Ends with <see cref="Keep"/> or <see cref="Discard"/>.</summary>
    public string Create() => Directory.CreateDirectory(Path.Combine(Root, $"{Fresh}{Path.GetRandomFileName()}")).FullName;

    /// <summary>Files a folder under its hash.</summary>
    /// <returns>The <c>node_modules</c> folder to use.</returns>
    public string Keep(string folder, string hash)
    {
        Directory.CreateDirectory(Path.Combine(folder, Modules));
        var kept = Path.Combine(Root, hash);
        try
        {
            Directory.Move(folder, kept);
        }
        catch (IOException) when (Directory.Exists(kept))
        {
            // Another build with the same files was first; its folder is as good.
            SetAside(folder);
        }

        foreach (var stale in Stale().Where(stale => stale.Name != hash).TakeLast(MaximumSetAside).ToList())
        {
            // Another build may have taken it up since.
            stale.Refresh();
            if (IsStale(stale))
            {
                SetAside(stale.FullName);
            }
        }

        Remove();
        return Path.Combine(kept, Modules);
    }

    /// <summary>Gives up a folder, unless it was kept.</summary>
    public void Discard(string folder)
    {
        if (Directory.Exists(folder))
        {
            SetAside(folder);
            Remove();
        }
    }

    /// <summary>Leaves what is not removed yet to the next build.</summary>
    public void Dispose()
    {
        stopping.Cancel();
        stopping.Dispose();
    }

    // The last used first. A build that died left its new folder behind.
    private IEnumerable<DirectoryInfo> Stale() => new DirectoryInfo(Root).EnumerateDirectories()
        .Where(folder => folder.Name is not NpmFolder && !folder.Name.StartsWith(Discarded, StringComparison.Ordinal))
        .OrderByDescending(folder => folder.LastWriteTimeUtc)
        .Skip(MaximumKept)
        .Where(IsStale);

    private bool IsStale(DirectoryInfo folder) => folder.LastWriteTimeUtc < time.GetUtcNow().UtcDateTime - Unused;

    private void SetAside(string folder)
    {
        try
        {
            Directory.Move(folder, Path.Combine(Root, $"{Discarded}{Path.GetRandomFileName()}"));
        }
        catch (IOException) when (!Directory.Exists(folder))
        {
            // Another process was faster.
        }
    }

    private void Remove()
    {
        lock (gate)
        {
            if (Removal.IsCompleted)
            {
                Removal = Task.Run(RemoveDiscarded, CancellationToken.None);
            }
        }
    }

    private void RemoveDiscarded()
    {
        foreach (var folder in Directory.EnumerateDirectories(Root, $"{Discarded}*").TakeWhile(_ => !stopping.IsCancellationRequested))
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // What another process removes at the same time is gone from under this one.
                if (Directory.Exists(folder))
                {
                    BuildLog.NotRemoved(logger, Path.GetFileName(folder), exception);
                }
            }
        }
    }
}
