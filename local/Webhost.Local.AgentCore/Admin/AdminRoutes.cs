using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Webhost.Local.AgentCore.Http;
using Webhost.Local.AgentCore.Isolation;
using Webhost.Local.AgentCore.Runtimes;
using Webhost.Local.AgentCore.Sessions;

namespace Webhost.Local.AgentCore.Admin;

/// <summary>The API of the emulator itself, below <c>/local</c>, for whoever has the admin key.</summary>
internal sealed class AdminRoutes(string key, Faults faults, LifecycleClock clock, SessionTable sessions, SessionStarts starts, VersionAgeing ageing, RuntimeStore runtimes, Sandbox sandbox)
{
    private const string Prefix = "/local/";
    private const string Scheme = "Bearer ";
    private const int MostTimes = 1_000_000;
    private const int MostSeconds = 100 * 24 * 3600;
    private readonly byte[] _expected = SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>Whether a request is for this API: a bucket may be called <c>local</c>, but then its request is signed.</summary>
    public bool IsFor(HttpContext context, RequestTarget target) =>
        target.RawPath.StartsWith(Prefix, StringComparison.Ordinal) && context.Request.Headers.Authorization.ToString().StartsWith(Scheme, StringComparison.Ordinal);

    public async Task ServeAsync(HttpContext context, RequestTarget target)
    {
        var given = SHA256.HashData(Encoding.UTF8.GetBytes(context.Request.Headers.Authorization.ToString()[Scheme.Length..]));
        if (!CryptographicOperations.FixedTimeEquals(given, _expected))
            throw new AwsException(401, "UnauthorizedException", "The admin key is wrong: it is in admin.key of the emulator's state directory.");
        var answer = (context.Request.Method, target.RawPath[Prefix.Length..].Split('/')) switch
        {
            ("GET", ["faults"]) => List(),
            ("POST", ["faults"]) => Add(await JsonBody.ReadAsync(context.Request)),
            ("DELETE", ["faults"]) => Clear(),
            ("GET", ["clock"]) => Clock(),
            ("POST", ["clock"]) => await MoveAsync(await JsonBody.ReadAsync(context.Request)),
            ("GET", ["sessions"]) => Sessions(),
            ("GET", ["logs", var id]) => Logs(RequestTarget.Decode(id)),
            _ => throw AwsException.NotFound("That"),
        };
        await Answers.JsonAsync(context, 200, answer);
    }

    private JsonObject List() => new()
    {
        ["faults"] = new JsonArray([.. faults.All.Select(fault => new JsonObject { ["fault"] = fault.Kind, ["operation"] = fault.Operation, ["times"] = fault.Times })]),
        ["readyDelaySeconds"] = faults.ReadyDelay.TotalSeconds,
    };

    private JsonObject Add(JsonBody body)
    {
        if (body.Number("readyDelaySeconds", 0, MostSeconds) is { } seconds)
            faults.ReadyDelay = TimeSpan.FromSeconds(seconds);
        if (body.Text("fault") is { } kind)
        {
            if (!Fault.Kinds.Contains(kind, StringComparer.Ordinal))
                throw AwsException.Validation("fault", $"fault must be one of {string.Join(", ", Fault.Kinds)}.");
            faults.Add(new Fault(kind, body.Text("operation"), body.Number("times", 1, MostTimes) ?? 1, body.Text("message")));
        }

        return List();
    }

    private JsonObject Clear()
    {
        faults.Clear();
        return List();
    }

    private JsonObject Clock() => new() { ["now"] = RuntimeRoutes.Timestamp(clock.Now) };

    // Answers when all that is due at the new time has happened.
    private async Task<JsonObject> MoveAsync(JsonBody body)
    {
        clock.Advance(TimeSpan.FromDays(body.Number("days", 0, 10_000) ?? 0) + TimeSpan.FromSeconds(body.Number("seconds", 0, MostSeconds) ?? 0));
        await sessions.TickAsync();
        await ageing.TickAsync();
        return Clock();
    }

    private JsonObject Sessions() => new()
    {
        ["isolation"] = sandbox.Level.ToString(),
        ["sessions"] = new JsonArray([.. sessions.All.Select(session => new JsonObject
        {
            ["runtimeId"] = session.Key.RuntimeId,
            ["sessionId"] = session.Key.SessionId,
            ["version"] = session.Version,
            ["phase"] = session.Phase.ToString(),
            ["calls"] = session.Calls,
            ["process"] = session.Process?.Id,
            ["startedAt"] = RuntimeRoutes.Timestamp(session.StartedAt),
            ["lastUsed"] = RuntimeRoutes.Timestamp(session.LastUsed),
            ["residentBytes"] = session.Process?.ResidentBytes(),
        })]),
    };

    private JsonObject Logs(string runtimeId)
    {
        _ = runtimes.Get(runtimeId);
        return new JsonObject { ["lines"] = new JsonArray([.. starts.LogOf(runtimeId).Lines.Select(line => new JsonObject { ["sessionId"] = line.SessionId, ["text"] = line.Text })]) };
    }
}
