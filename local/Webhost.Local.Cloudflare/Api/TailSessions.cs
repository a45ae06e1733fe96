using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Webhost.Local.Cloudflare.Scripts;

namespace Webhost.Local.Cloudflare.Api;

/// <summary>The live tails: made through the API, listened to over a WebSocket that speaks <c>trace-v1</c>.</summary>
internal sealed class TailSessions(ScriptCatalog catalog, TimeProvider time)
{
    public const string Protocol = "trace-v1";
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
        if (!_sessions.TryGetValue(id, out var session) || catalog.Find(session.Key) is not { } script || !context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        var protocol = context.WebSockets.WebSocketRequestedProtocols.Contains(Protocol) ? Protocol : null;
        using var socket = await context.WebSockets.AcceptWebSocketAsync(protocol);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, session.Ended.Token);
        var traces = script.Log.Tails.Listen(id);
        try
        {
            var receiving = ReceiveAsync(socket, ended);
            await foreach (var trace in traces.ReadAllAsync(ended.Token))
                await socket.SendAsync(Encoding.UTF8.GetBytes(trace.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, ended.Token);
            await receiving;
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException)
        {
            // Either side has left.
        }
        finally
        {
            script.Log.Tails.Leave(id);
        }
    }

    /// <summary>A listener only says what it wants to see, which is everything; reading notices when it leaves.</summary>
    private static async Task ReceiveAsync(WebSocket socket, CancellationTokenSource ended)
    {
        var buffer = new byte[4096];
        try
        {
            while ((await socket.ReceiveAsync(buffer.AsMemory(), ended.Token)).MessageType != WebSocketMessageType.Close)
            {
                // Nothing to answer.
            }
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, statusDescription: null, ended.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException)
        {
            // It has left without a word.
        }
        await ended.CancelAsync();
    }

    private sealed record Session(ScriptKey Key, DateTimeOffset ExpiresAt, CancellationTokenSource Ended);
}
