using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Webhost.Local.AgentCore.Admin;
using Webhost.Local.AgentCore.Http;
using Webhost.Local.AgentCore.Isolation;
using Webhost.Local.AgentCore.Runtimes;
using Webhost.Local.AgentCore.Signing;
using Webhost.Local.KeyVault.Files;

namespace Webhost.Local.AgentCore.Sessions;

/// <summary>All sessions: they begin with a call, and end when they are stopped, idle, too old, or their process is gone.</summary>
internal sealed partial class SessionTable(
    Sandbox sandbox, RuntimeStore runtimes, UnpackedCode unpacked, Credentials credentials, LifecycleClock clock, SessionLedger ledger, AgentCoreEmulatorOptions options, ILogger<SessionTable> logger) : IAsyncDisposable
{
    private static readonly TimeSpan StartPoll = TimeSpan.FromMilliseconds(15);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);
    private const int PingsAtOnce = 16;
    private const int MostLastLines = 10;
    private const int LongestLastLine = 200;

    private readonly Lock _lock = new();
    private readonly Dictionary<SessionKey, Session> _sessions = [];
    private readonly ConcurrentDictionary<string, AgentLog> _logs = new(StringComparer.Ordinal);
    private bool _isClosed;
    private long _lastFolder;

    public int EmulatorPort { get; set; }

    public IReadOnlyList<Session> All
    {
        get
        {
            lock (_lock)
                return [.. _sessions.Values];
        }
    }

    public AgentLog LogOf(string runtimeId) => _logs.GetOrAdd(runtimeId, _ => new AgentLog());

    /// <summary>A session for a call, which is begun when there is none. <see cref="Leave"/> must follow.</summary>
    /// <exception cref="AwsException">It is on its way in or out, there are too many, or it does not start.</exception>
    public async Task<Session> EnterAsync(SessionKey key, RuntimeVersion version)
    {
        Session session;
        lock (_lock)
        {
            if (_isClosed)
                throw new AwsException(503, "ServiceException", "The local AgentCore is stopping.");
            if (_sessions.TryGetValue(key, out var found))
            {
                if (found.Phase is not SessionPhase.Active)
                    throw AwsException.RetryableConflict($"The session is being {(found.Phase is SessionPhase.Provisioning ? "provisioned" : "torn down")}. Try again.");
                found.Calls++;
                return found;
            }

            if (_sessions.Count >= options.MaximumSessions)
                throw AwsException.Quota("maxVms limit exceeded");
            var settings = new VersionSettings(version.Settings);
            session = new Session(key, version.Number, clock.Now)
            {
                Idle = settings.Idle,
                MaxLifetime = settings.MaxLifetime,
                Folder = Path.Combine(sandbox.Sessions, (++_lastFolder).ToString(CultureInfo.InvariantCulture)),
                Credentials = credentials.Issue(key.RuntimeId, expires: null),
                Calls = 1,
            };
            _sessions[key] = session;
        }

        try
        {
            await BeginAsync(session, new VersionSettings(version.Settings));
        }
        catch
        {
            session.HasBegun();
            await EndAsync(session, "did not start");
            throw;
        }

        session.HasBegun();
        lock (_lock)
        {
            if (session.Phase is SessionPhase.Terminating)
                throw AwsException.RetryableConflict("The session was torn down while it began. Try again.");
            session.Phase = SessionPhase.Active;
        }

        return session;
    }

    /// <summary>A call has ended.</summary>
    public void Leave(Session session)
    {
        lock (_lock)
        {
            session.Calls--;
            session.LastUsed = clock.Now;
        }
    }

    /// <summary>Ends a session at once, with the calls in it. False when there is none.</summary>
    public async Task<bool> StopAsync(SessionKey key)
    {
        Session? session;
        lock (_lock)
            session = _sessions.GetValueOrDefault(key) is { Phase: not SessionPhase.Terminating } found ? found : null;
        if (session is null)
            return false;
        await EndAsync(session, "was stopped");
        return true;
    }

    /// <summary>Ends the sessions of a runtime.</summary>
    public async Task StopAllAsync(string runtimeId)
    {
        await Task.WhenAll(All.Where(session => session.Key.RuntimeId == runtimeId).Select(session => EndAsync(session, "lost its runtime")));
        unpacked.Forget(runtimeId);
    }

    /// <summary>Ends what has lived or idled too long. Agents that say that they are busy are not idle, but nothing outlives its longest time.</summary>
    public async Task TickAsync()
    {
        var now = clock.Now;
        await Parallel.ForEachAsync(All.Where(session => session.Phase is SessionPhase.Active), new ParallelOptions { MaxDegreeOfParallelism = PingsAtOnce }, async (session, _) =>
        {
            if (now - session.StartedAt >= session.MaxLifetime)
            {
                await EndAsync(session, "reached its longest time");
                return;
            }

            if (session.Calls > 0 || now - session.LastUsed < Smaller(session.Idle, options.PingInterval))
                return;
            if (await session.PingAsync(PingTimeout) is PingStatus.Busy)
            {
                lock (_lock)
                    session.LastUsed = now;
            }
            else if (now - session.LastUsed >= session.Idle)
            {
                lock (_lock)
                {
                    if (session.Calls > 0)
                        return;
                    session.Phase = SessionPhase.Terminating;
                }

                await EndAsync(session, "was idle");
            }
        });
    }

    public async ValueTask DisposeAsync()
    {
        lock (_lock)
            _isClosed = true;
        await Task.WhenAll(All.Select(session => EndAsync(session, "ended with the emulator")));
    }

    private static TimeSpan Smaller(TimeSpan left, TimeSpan right) => left < right ? left : right;

    private async Task BeginAsync(Session session, VersionSettings settings)
    {
        var watch = Stopwatch.StartNew();
        var interpreter = sandbox.Interpreters.For(settings.Runtime) ?? throw AwsException.Runtime($"This machine has no interpreter for {settings.Runtime}.");
        PrivateFiles.CreateDirectory(session.Folder);
        if (sandbox.CanShareCode)
            session.SharedCode = await unpacked.TakeAsync(session.Key.RuntimeId, session.Version);
        else
            await Task.Run(() => CodeArchive.Unpack(runtimes.CodeOf(session.Key.RuntimeId, session.Version), session.Folder, forAnyUser: false));
        var process = await sandbox.StartAsync(interpreter, settings.EntryFile, new SessionCode(session.Folder, session.SharedCode), Environment(session, settings), EmulatorPort);
        session.Began(process);
        await ledger.AddAsync(process.Id, process.User);
        var log = LogOf(session.Key.RuntimeId);
        var reading = Task.WhenAll(ReadAsync(log, session.Key.SessionId, process.Output), ReadAsync(log, session.Key.SessionId, process.Errors));
        // How long the code took to unpack, when it is large and the disk slow, is not the agent's.
        await WaitUntilHealthyAsync(session, process, reading, Stopwatch.StartNew());
        session.LastUsed = clock.Now;
        LogBegan(session.Key.RuntimeId, session.Version, process.Id, watch.ElapsedMilliseconds);
        _ = WatchAsync(session, process);
    }

    // AWS's words, and what AWS leaves to CloudWatch.
    private async Task WaitUntilHealthyAsync(Session session, SandboxProcess process, Task reading, Stopwatch watch)
    {
        while (await session.PingAsync(PingTimeout) is null)
        {
            if (process.Ended.IsCompleted)
            {
                await Task.WhenAny(reading, Task.Delay(LastWords));
                throw AwsException.Runtime($"An error occurred when starting the runtime: it exited before it was healthy.{LastLines(session)}");
            }

            if (session.Ending.IsCancellationRequested)
                throw AwsException.RetryableConflict("The session was torn down while it began. Try again.");
            if (watch.Elapsed > options.StartupTimeout)
                throw AwsException.Runtime($"Runtime initialization time exceeded. Please make sure that initialization completes in {options.StartupTimeout.TotalSeconds:0}s.{LastLines(session)}");
            await Task.WhenAny(process.Ended, Task.Delay(StartPoll));
        }
    }

    // Node tells what is wrong before the stack, and Python after it.
    private string LastLines(Session session)
    {
        var lines = LogOf(session.Key.RuntimeId).Lines
            .Where(line => line.SessionId == session.Key.SessionId && line.Text.Length > 0 && !line.Text.TrimStart().StartsWith("at ", StringComparison.Ordinal))
            .TakeLast(MostLastLines)
            .ToArray();
        return lines.Length == 0 ? " It wrote nothing." : $" The last lines that it wrote:\n{string.Join('\n', lines.Select(line => line.Text.Length <= LongestLastLine ? line.Text : $"{line.Text[..LongestLastLine]}…"))}";
    }

    private Dictionary<string, string> Environment(Session session, VersionSettings settings)
    {
        var endpoint = $"http://127.0.0.1:{EmulatorPort}";
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["HOME"] = "/tmp",
            ["LANG"] = "C.UTF-8",
            ["PYTHONUNBUFFERED"] = "1",
            ["PYTHONDONTWRITEBYTECODE"] = "1",
            ["AWS_REGION"] = options.Region,
            ["AWS_DEFAULT_REGION"] = options.Region,
            ["AWS_ACCESS_KEY_ID"] = session.Credentials.AccessKeyId,
            ["AWS_SECRET_ACCESS_KEY"] = session.Credentials.SecretAccessKey,
            ["AWS_SESSION_TOKEN"] = session.Credentials.SessionToken,
            ["AWS_ENDPOINT_URL"] = endpoint,
        };
        foreach (var (name, value) in settings.Environment)
            environment[name] = value;
        return environment;
    }

    // A process that ends by itself ends its session: the next call begins another one.
    private async Task WatchAsync(Session session, SandboxProcess process)
    {
        await process.Ended;
        await EndAsync(session, "has no process any more");
    }

    private async Task EndAsync(Session session, string why)
    {
        lock (_lock)
        {
            if (!_sessions.TryGetValue(session.Key, out var current) || !ReferenceEquals(current, session) || session.IsEnding)
                return;
            session.Phase = SessionPhase.Terminating;
            session.IsEnding = true;
        }

        await session.CutAsync();
        // One that is torn down while it begins may get its process and its code only now.
        await session.Begun;
        if (session.Process is { } process)
        {
            await process.DisposeAsync();
            ledger.Remove(process.Id);
        }

        credentials.Withdraw(session.Credentials);
        if (Directory.Exists(session.Folder))
            Directory.Delete(session.Folder, recursive: true);
        if (session.SharedCode is not null)
            unpacked.Return(session.Key.RuntimeId, session.Version);
        lock (_lock)
            _sessions.Remove(session.Key);
        session.Dispose();
        LogEnded(session.Key.RuntimeId, session.Version, why);
    }

    private async Task ReadAsync(AgentLog log, string sessionId, StreamReader reader)
    {
        try
        {
            await log.ReadAsync(sessionId, reader);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The pipe went with the process.
        }
    }

    [LoggerMessage(LogLevel.Information, "A session of {Runtime} version {Version} began as process {Process} in {Milliseconds} ms")]
    private partial void LogBegan(string runtime, string version, int process, long milliseconds);

    [LoggerMessage(LogLevel.Information, "A session of {Runtime} version {Version} {Why}")]
    private partial void LogEnded(string runtime, string version, string why);
}
