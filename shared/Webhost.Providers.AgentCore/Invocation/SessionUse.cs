using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Webhost.Providers.AgentCore.Invocation;

/// <summary>
/// Knows the sessions that this process has used lately: whether another invocation runs in one, and for how long one has lived since it was last counted, which AWS bills.
/// </summary>
internal sealed class SessionUse(IOptions<AgentCoreOptions> options, TimeProvider time)
{
    private const int Sweep = 1024;

    private readonly ConcurrentDictionary<string, Entry> sessions = new(StringComparer.Ordinal);
    private int begun;

    /// <summary>Notes that an invocation begins.</summary>
    public void Begin(string session)
    {
        sessions.AddOrUpdate(session, _ => new Entry(1, time.GetTimestamp()), (_, entry) => entry with { Running = entry.Running + 1, CountedUntil = IsOver(entry) ? time.GetTimestamp() : entry.CountedUntil });
        if (Interlocked.Increment(ref begun) % Sweep == 0)
        {
            RemoveOver();
        }
    }

    /// <summary>Notes that an invocation ends.</summary>
    /// <returns>How long the session has lived that was not counted before, and whether another invocation still runs in it.</returns>
    public (TimeSpan Lived, bool Shared) End(string session)
    {
        while (sessions.TryGetValue(session, out var entry))
        {
            var now = time.GetTimestamp();
            if (sessions.TryUpdate(session, new Entry(entry.Running - 1, now), entry))
            {
                return (time.GetElapsedTime(entry.CountedUntil, now), entry.Running > 1);
            }
        }

        return (TimeSpan.Zero, Shared: false);
    }

    /// <summary>Forgets a session that was stopped.</summary>
    public void Forget(string session)
    {
        if (sessions.TryGetValue(session, out var entry) && entry.Running == 0)
        {
            sessions.TryRemove(new KeyValuePair<string, Entry>(session, entry));
        }
    }

    private bool IsOver(Entry entry) => entry.Running == 0 && time.GetElapsedTime(entry.CountedUntil) > options.Value.SessionIdleTimeout;

    private void RemoveOver()
    {
        foreach (var session in sessions.Where(session => IsOver(session.Value)))
        {
            sessions.TryRemove(session);
        }
    }

    private sealed record Entry(int Running, long CountedUntil);
}
