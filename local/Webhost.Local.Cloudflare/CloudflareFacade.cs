using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Webhost.Local.Cloudflare.Api;
using Webhost.Local.Cloudflare.Dispatch;
using Webhost.Local.Cloudflare.Logs;
using Webhost.Local.Cloudflare.Runtime;
using Webhost.Local.Cloudflare.Scripts;
using Webhost.Local.Cloudflare.Uploads;

namespace Webhost.Local.Cloudflare;

/// <summary>
/// Cloudflare on one machine: the REST API over real workerd processes, one a script, and the production dispatcher Worker in front of them.
/// State survives in the state directory; disposing ends every process.
/// </summary>
/// <param name="options">The settings.</param>
/// <param name="loggers">Where it logs; a script's own console at debug.</param>
/// <param name="timeProvider">The clock; the system's when null.</param>
public sealed class CloudflareFacade(CloudflareFacadeOptions options, ILoggerFactory? loggers = null, TimeProvider? timeProvider = null) : IAsyncDisposable
{
    private readonly ILoggerFactory _loggers = loggers ?? NullLoggerFactory.Instance;
    private readonly TimeProvider _time = timeProvider ?? TimeProvider.System;
    private readonly List<Func<ValueTask>> _closing = [];
    private ScriptCatalog? _catalog;
    private ApiListener? _api;
    private DispatchDoor? _door;

    /// <summary>Where API clients point, such as <c>http://127.0.0.1:7074/client/v4</c>. Known once started.</summary>
    public Uri ApiBaseUrl => new($"http://127.0.0.1:{Started(_api).Port}/client/v4");

    /// <summary>Where the dispatcher Worker answers, such as <c>http://127.0.0.1:7075/</c>. Known once started.</summary>
    public Uri DispatcherUrl => new($"http://127.0.0.1:{Started(_door).Port}/");

    /// <summary>Where an account-level script answers. Known once started.</summary>
    public Uri ScriptUrl(string name) => new($"http://127.0.0.1:{Started(_api).Port}/__scripts/{Uri.EscapeDataString(name)}/");

    /// <summary>
    /// Ends what an earlier facade left behind, reads the state and opens the ports. Call once.
    /// </summary>
    /// <exception cref="IOException">Another facade uses the state directory, or a port is taken.</exception>
    /// <exception cref="InvalidOperationException">A setting is wrong, or the dispatcher doesn't start.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        options.Validate();
        var effective = options with { StateDirectory = Path.GetFullPath(options.StateDirectory), WorkerdPath = Path.GetFullPath(options.WorkerdPath) };
        try
        {
            await StartAsync(effective, cancellationToken);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>The newest lines of a script's log, oldest first; null when there is no such script.</summary>
    /// <param name="dispatchNamespace">The dispatch namespace, or null for an account-level script.</param>
    /// <param name="name">The script's name.</param>
    public IReadOnlyList<ScriptLogLine>? ReadLog(string? dispatchNamespace, string name) =>
        Started(_catalog).Find(new ScriptKey(dispatchNamespace, name))?.Log.Recent;

    /// <summary>Closes the ports and ends every process.</summary>
    public async ValueTask DisposeAsync()
    {
        for (var index = _closing.Count - 1; index >= 0; index--)
            await _closing[index]();
        _closing.Clear();
    }

    private async Task StartAsync(CloudflareFacadeOptions effective, CancellationToken cancellationToken)
    {
        var state = effective.StateDirectory;
        Directory.CreateDirectory(state, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var claim = Claim(state);
        _closing.Add(claim.DisposeAsync);
        var logger = _loggers.CreateLogger<CloudflareFacade>();
        var ledger = new ProcessLedger(Path.Combine(state, "processes"), logger);
        await ledger.ReapAsync(cancellationToken);

        var host = new WorkerdHost(effective, new RunDirectory(state), new ProcessSpawner(effective.EndProcessesWithParent, effective.NoSyncLibrary), ledger, _time, logger);
        _closing.Add(async () =>
        {
            await host.KillAllAsync();
            host.Dispose();
        });
        var store = new ScriptStore(state);
        var secrets = new SecretBox(Path.Combine(state, "key"));
        var launches = new LaunchBuilder(store, secrets);
        var validator = new UploadValidator(host);
        var code = new DispatcherCode(await File.ReadAllTextAsync(effective.DispatcherScriptPath, cancellationToken), host.Run.NextSocket(), effective.DispatchKey);
        var catalog = _catalog = new ScriptCatalog(store, launches, host, code, effective.DispatchNamespace, logger);
        catalog.Load();
        _closing.Add(catalog.DisposeAsync);
        var namespaces = new NamespaceStore(state, _time);
        namespaces.Load(effective.DispatchNamespace);
        var caretaker = new Caretaker(effective, catalog, _time, logger);
        caretaker.Start();
        _closing.Add(caretaker.DisposeAsync);

        var listener = new DispatchListener(code.FacadeSocket, effective.DispatchNamespace, catalog, _loggers);
        _closing.Add(listener.DisposeAsync);
        await listener.StartAsync(cancellationToken);
        var dispatcher = new Dispatcher(effective, host, code, logger);
        await dispatcher.StartAsync(cancellationToken);
        _closing.Add(dispatcher.DisposeAsync);
        var door = new DispatchDoor(effective, dispatcher, catalog, _loggers);
        _closing.Add(door.DisposeAsync);
        await door.StartAsync(cancellationToken);
        _door = door;

        var publisher = new ScriptPublisher(effective, store, secrets, launches, validator, catalog, _time);
        var changes = new ScriptChanges(effective, store, secrets, launches, validator, catalog, _time);
        var api = new ApiListener(
            new ApiContext(effective, store, catalog, publisher, changes, namespaces, new TailSessions(catalog, _time)), _time, _loggers);
        _closing.Add(api.DisposeAsync);
        await api.StartAsync(cancellationToken);
        _api = api;
    }

    /// <summary>Holds the state directory for this process alone; the kernel gives it free when the process ends, however it ends.</summary>
    private static FileStream Claim(string state)
    {
        try
        {
            return new FileStream(Path.Combine(state, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            throw new IOException($"Another local Cloudflare uses '{state}'.", exception);
        }
    }

    private static T Started<T>(T? part)
        where T : class => part ?? throw new InvalidOperationException("The local Cloudflare is not started.");
}
