using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Webhost.Local.Cloudflare.Scripts;

namespace Webhost.Local.Cloudflare.Api;

/// <summary>The live tails: made through the API, listened to over a WebSocket that speaks <c>trace-v1</c>.</summary>
internal sealed class TailSessions(ScriptCatalog catalog, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(6);
    private readonly ConcurrentDictionary<Guid, Session> _sessions = new();

    /// <summary>Makes a tail of the script. Nothing is collected before somebody connects.</summary>
    public (Guid Id, DateTimeOffset ExpiresAt) Create(ScriptKey key)
    {
        var now = time.GetUtcNow();
        foreach (var (old, session) in _sessions)
        {
            if (session.ExpiresAt <= now)
                Remove(old);
        }
        var id = Guid.NewGuid(); // The id is all that a listener shows, so it must not be guessable.
        _sessions[id] = new Session(key, now + Lifetime, new CancellationTokenSource(Lifetime, time));
        return (id, now + Lifetime);
    }

    public IEnumerable<(Guid Id, DateTimeOffset ExpiresAt)> Of(ScriptKey key) =>
        _sessions.Where(session => session.Value.Key == key).Select(session => (session.Key, session.Value.ExpiresAt));

    /// <summary>Ends a tail and its listener. False when there is none.</summary>
    public bool Remove(Guid id)
    {
        if (!_sessions.TryRemove(id, out var session))
            return false;
        session.Ended.Cancel();
        return true;
    }

    /// <summary>Serves the WebSocket of a tail until either side ends it.</summary>
    public async Task ListenAsync(HttpContext context, Guid id)
    {
        if (!_sessions.TryGetValue(id, out var session) || catalog.Find(session.Key) is not { } script)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        using var socket = await TraceSocket.AcceptAsync(context);
        if (socket is null)
        {
            context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            return;
        }
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, session.Ended.Token);
        var traces = script.Log.Tails.Listen(id);
        var sending = SendAsync(socket, traces, ended.Token);
        try
        {
            await socket.ServeAsync(ended.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // Either side has left.
        }
        script.Log.Tails.Leave(id);
        await ended.CancelAsync();
        await sending;
    }

    private static async Task SendAsync(TraceSocket socket, ChannelReader<JsonObject> traces, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var trace in traces.ReadAllAsync(cancellationToken))
                await socket.SendAsync(trace.ToJsonString(), cancellationToken);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // Either side has left; the one who reads tells.
        }
    }

    private sealed record Session(ScriptKey Key, DateTimeOffset ExpiresAt, CancellationTokenSource Ended);
}
