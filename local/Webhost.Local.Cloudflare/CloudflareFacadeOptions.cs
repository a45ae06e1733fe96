namespace Webhost.Local.Cloudflare;

/// <summary>Settings of the local Cloudflare. Everything it opens listens on 127.0.0.1 or on a Unix socket that only the owner can reach.</summary>
public sealed record CloudflareFacadeOptions
{
    private const int SmallestHeap = 16;

    /// <summary>Port of the REST API; 0 takes a free one.</summary>
    public int ApiPort { get; init; }

    /// <summary>Port of the dispatcher Worker; 0 takes a free one.</summary>
    public int DispatcherPort { get; init; }

    /// <summary>Where scripts, secrets (encrypted) and Durable Object data live. Only one facade at a time can use it.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>The one account. 32 hexadecimal digits at Cloudflare; any path segment here.</summary>
    public required string AccountId { get; init; }

    /// <summary>The one API token that is accepted.</summary>
    public required string ApiToken { get; init; }

    /// <summary>The dispatch namespace that the dispatcher serves. It exists from the start.</summary>
    public string DispatchNamespace { get; init; } = "webhost";

    /// <summary>The native workerd binary.</summary>
    public required string WorkerdPath { get; init; }

    /// <summary>
    /// A library that is loaded into workerd and makes fsync do nothing, so that a Durable Object's write need not wait for the disk: what was acknowledged outlives every process, though not a
    /// power cut. Null: workerd waits.
    /// </summary>
    public string? NoSyncLibrary { get; init; }

    /// <summary>The dispatcher Worker: one prebuilt ES module that uses <c>env.DISPATCHER.get(name, {}, { limits })</c>.</summary>
    public required string DispatcherScriptPath { get; init; }

    /// <summary>What the dispatcher Worker has as <c>env.DISPATCH_KEY</c>; without it there is no such binding.</summary>
    public string? DispatchKey { get; init; }

    /// <summary>How long a script without requests keeps its process.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long requests in flight may go on when their script is replaced or deleted. New requests wait meanwhile.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Wall-clock limit of a script's start, both in validation and before it serves. CPU time decides; this is for what uses none, and long enough for a busy machine.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>CPU time that a script's module scope may use. Above it an upload fails with 10021.</summary>
    public TimeSpan StartupCpuLimit { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>CPU time that a running script may use without answering its health socket, before it is stopped.</summary>
    public TimeSpan WatchdogTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Limit of a script's JavaScript heap.</summary>
    public int HeapMegabytes { get; init; } = 128;

    /// <summary>Limit of a script's modules after gzip; above it an upload fails with 10027.</summary>
    public long MaxScriptBytes { get; init; } = 10 * 1024 * 1024;

    /// <summary>How many versions of an account-level script are kept, the deployed one apart.</summary>
    public int MaxVersions { get; init; } = 25;

    /// <summary>API calls per token in five minutes before everything answers 429; 1,200 at Cloudflare, null for no limit.</summary>
    public int? ApiCallsPerFiveMinutes { get; init; }

    /// <summary>Asks the kernel (Linux) to end the workerd processes together with this one. Orphans are reaped at the next start in any case.</summary>
    public bool EndProcessesWithParent { get; init; } = true;

    /// <summary>Throws when a setting is missing or malformed, and names it.</summary>
    internal void Validate()
    {
        foreach (var (name, value) in new[]
        {
            (nameof(StateDirectory), StateDirectory), (nameof(AccountId), AccountId),
            (nameof(ApiToken), ApiToken), (nameof(DispatchNamespace), DispatchNamespace),
        })
        {
            if (string.IsNullOrWhiteSpace(value))
                throw new InvalidOperationException($"{name} of the local Cloudflare is not set.");
        }
        if (HeapMegabytes < SmallestHeap)
            throw new InvalidOperationException($"{nameof(HeapMegabytes)} of the local Cloudflare is {HeapMegabytes}; workerd needs {SmallestHeap}.");
        if (!File.Exists(WorkerdPath))
            throw new FileNotFoundException($"WorkerdPath: there is no workerd at '{WorkerdPath}'.", WorkerdPath);
        if (!File.Exists(DispatcherScriptPath))
            throw new FileNotFoundException($"DispatcherScriptPath: there is no dispatcher Worker at '{DispatcherScriptPath}'.", DispatcherScriptPath);
    }
}
