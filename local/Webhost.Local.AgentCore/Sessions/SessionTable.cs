using System.Globalization;
using Microsoft.Extensions.Logging;
using Webhost.Local.AgentCore.Admin;
using Webhost.Local.AgentCore.Http;
using Webhost.Local.AgentCore.Isolation;
using Webhost.Local.AgentCore.Runtimes;
using Webhost.Local.AgentCore.Signing;

namespace Webhost.Local.AgentCore.Sessions;

/// <summary>All sessions: they begin with a call, and end when they are stopped, idle, too old, or their process is gone.</summary>
internal sealed partial class SessionTable(
    SessionStarts starts, string folder, UnpackedCode unpacked, CompiledCode compiled, Credentials credentials, LifecycleClock clock, SessionLedger ledger, AgentCoreEmulatorOptions options, ILogger<SessionTable> logger) : IAsyncDisposable
{
    private const int PingsAtOnce = 16;

    private readonly Lock _lock = new();
    private readonly Dictionary<SessionKey, Session> _sessions = [];
    private bool _isClosed;
    private long _lastFolder;

    public IReadOnlyList<Session> All
    {
        get
        {
            lock (_lock)
                return [.. _sessions.Values];
        }
    }

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
                if (found.Phase is SessionPhase.Provisioning)
                    throw AwsException.RetryableConflict("The session is being provisioned. Try again.");
                // One whose process has gone is on its way out, also when nobody has noticed yet.
                if (found.Phase is SessionPhase.Terminating || found.Process!.Ended.IsCompleted)
                    throw AwsException.BeingTornDown();
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
                Folder = Path.Combine(folder, (++_lastFolder).ToString(CultureInfo.InvariantCulture)),
                Credentials = credentials.Issue(key.RuntimeId),
                Calls = 1,
            };
            _sessions[key] = session;
        }

        try
        {
            await starts.BeginAsync(session, new VersionSettings(version.Settings));
            session.StartedAt = session.LastUsed = clock.Now;
            _ = WatchAsync(session, session.Process!);
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
                throw AwsException.TornDown();
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
        await compiled.ForgetAsync(runtimeId);
        unpacked.Forget(runtimeId);
    }

    /// <summary>Ends what has lived or idled too long. Agents that say that they are busy are not idle, but nothing outlives its longest time. No session keeps the others from being looked after.</summary>
    public async Task TickAsync()
    {
        var now = clock.Now;
        await Parallel.ForEachAsync(All.Where(session => session.Phase is SessionPhase.Active), new ParallelOptions { MaxDegreeOfParallelism = PingsAtOnce }, async (session, _) =>
        {
            try
            {
                await LookAfterAsync(session, now);
            }
            catch (Exception exception)
            {
                LogNotLookedAfter(session.Key.RuntimeId, exception);
            }
        });
    }

    public async ValueTask DisposeAsync()
    {
        lock (_lock)
            _isClosed = true;
        await Task.WhenAll(All.Select(session => EndAsync(session, "ended with the emulator")));
    }

    private static DateTimeOffset Later(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;

    private async Task LookAfterAsync(Session session, DateTimeOffset now)
    {
        if (now - session.StartedAt >= session.MaxLifetime)
        {
            await EndAsync(session, "reached its longest time");
            return;
        }

        lock (_lock)
        {
            // What is due to end is always asked, however lately it was: it may have work since.
            if (session.Calls > 0 || (now - session.LastUsed < session.Idle && now - Later(session.LastUsed, session.LastPinged) < options.PingInterval))
                return;
            session.LastPinged = now;
        }

        if (await session.PingAsync() is PingStatus.Busy)
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

        try
        {
            await session.CutAsync();
            // One that is torn down while it begins may get its process and its code only now.
            await session.Begun;
            credentials.Withdraw(session.Credentials);
            if (session.Process is { } process)
            {
                await process.DisposeAsync();
                ledger.Remove(process.Id);
            }

            AgentFolder.Remove(session.Folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next start of the emulator removes it; the session must not be on its way out until then.
            LogLeft(session.Key.RuntimeId, exception);
        }
        finally
        {
            lock (_lock)
                _sessions.Remove(session.Key);
            session.Dispose();
            if (session.SharedCode is not null)
                unpacked.Return(session.Key.RuntimeId, session.Version);
        }

        LogEnded(session.Key.RuntimeId, session.Version, why);
    }

    [LoggerMessage(LogLevel.Information, "A session of {Runtime} version {Version} {Why}")]
    private partial void LogEnded(string runtime, string version, string why);

    [LoggerMessage(LogLevel.Warning, "Something is left of a session of {Runtime} that has ended")]
    private partial void LogLeft(string runtime, Exception exception);

    [LoggerMessage(LogLevel.Error, "A session of {Runtime} could not be looked after")]
    private partial void LogNotLookedAfter(string runtime, Exception exception);
}
