using System.Buffers;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Webhost.Local.AgentCore.Admin;
using Webhost.Local.AgentCore.Http;
using Webhost.Local.AgentCore.Identity;
using Webhost.Local.AgentCore.Runtimes;

namespace Webhost.Local.AgentCore.Sessions;

/// <summary>Calls of agents, and the end of sessions.</summary>
internal sealed class InvokeRoutes(SessionTable sessions, RuntimeStore runtimes, Arns arns, WorkloadTokens tokens, Faults faults)
{
    private const string Prefix = "X-Amzn-Bedrock-AgentCore-Runtime-";
    private const string SessionHeader = $"{Prefix}Session-Id";
    private const string CustomPrefix = $"{Prefix}Custom-";
    private const int ShortestSession = 33;
    private const int LongestSession = 256;
    private const int BufferBytes = 16 * 1024;
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan StreamTimeout = TimeSpan.FromMinutes(60);
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(1);
    private static readonly string[] Passed = ["Content-Type", "Accept", "traceparent", "tracestate", "baggage", "Mcp-Session-Id", "Mcp-Protocol-Version", "Mcp-Method", "Mcp-Name", $"{Prefix}User-Id"];
    private static readonly string[] Echoed = ["traceparent", "tracestate", "baggage"];

    public async Task InvokeAsync(HttpContext context, RequestTarget target, string arn)
    {
        var (runtime, version) = Resolve(target, arn);
        var sessionId = SessionOf(context.Request) ?? Guid.NewGuid().ToString();
        if (!new VersionSettings(version.Settings).RequiresMmdsV2)
            throw AwsException.Validation("metadataConfiguration.requireMMDSV2", "The agent runtime must require MMDSv2: update it with metadataConfiguration.requireMMDSV2 set to true.");
        var session = await sessions.EnterAsync(new SessionKey(runtime.Id, sessionId), version);
        try
        {
            await ForwardAsync(context, session, runtime);
        }
        finally
        {
            sessions.Leave(session);
        }
    }

    public async Task StopAsync(HttpContext context, RequestTarget target, string arn)
    {
        var (runtime, _) = Resolve(target, arn);
        var sessionId = SessionOf(context.Request) ?? throw AwsException.Validation("runtimeSessionId", "runtimeSessionId is missing.");
        var operation = $"StopSession {sessionId}";
        var body = context.Request.ContentLength > 0 ? await JsonBody.ReadAsync(context.Request) : null;
        var token = body is null ? null : ClientTokens.Of(body, RuntimeRules.ClientToken(body.Text("clientToken")), []);
        if (ClientTokens.Find(runtime, operation, token) is null)
        {
            if (!await sessions.StopAsync(new SessionKey(runtime.Id, sessionId)))
                throw AwsException.NotFound("The session");
            await runtimes.ChangeAsync(runtime.Id, present => ClientTokens.Note(present, operation, token, sessionId));
        }

        context.Response.Headers[SessionHeader] = sessionId;
        context.Response.StatusCode = 200;
    }

    private (RuntimeRecord Runtime, RuntimeVersion Version) Resolve(RequestTarget target, string arn)
    {
        var id = arn;
        if (arn.StartsWith("arn:", StringComparison.Ordinal))
            id = arns.RuntimeId(arn) ?? throw AwsException.NotFound($"Agent runtime '{arn}'");
        else if (!string.Equals(target["accountId"], arns.AccountId, StringComparison.Ordinal))
            throw AwsException.Validation("accountId", "An agent runtime's id in place of its ARN needs accountId.");
        var runtime = runtimes.Get(id);
        var qualifier = target["qualifier"] ?? RuntimeEndpoint.Default;
        var endpoint = runtime.Endpoint(qualifier) ?? throw AwsException.NotFound($"Endpoint '{qualifier}' of agent runtime '{id}'");
        if (runtime.Status is ResourceStatus.Deleting || endpoint.LiveVersion is not { } live)
            throw AwsException.Conflict($"The endpoint '{qualifier}' is in the state {(runtime.Status is ResourceStatus.Deleting ? runtime.Status : endpoint.Status)}.");
        return (runtime, runtime.Version(live) ?? throw AwsException.NotFound($"Version '{live}' of agent runtime '{id}'"));
    }

    private static string? SessionOf(HttpRequest request)
    {
        if (request.Headers[SessionHeader].ToString() is not { Length: > 0 } id)
            return null;
        return id.Length is >= ShortestSession and <= LongestSession
            ? id
            : throw AwsException.Validation("runtimeSessionId", $"runtimeSessionId must have from {ShortestSession} to {LongestSession} characters.");
    }

    private async Task ForwardAsync(HttpContext context, Session session, RuntimeRecord runtime)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, session.Ending);
        limit.CancelAfter(AnswerTimeout);
        var trace = context.Request.Headers["X-Amzn-Trace-Id"].ToString() is { Length: > 0 } given ? given : $"Root=1-{DateTimeOffset.UtcNow.ToUnixTimeSeconds():x8}-{Guid.NewGuid():N}"[..42];
        using var request = Request(context, session, runtime, trace);
        var isConnected = false;
        using var http = session.Connect(() => isConnected = true);
        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(request, limit.Token);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or ObjectDisposedException)
        {
            // An agent that dies loses its connections a moment before its process has ended: the next call is not to meet what is left of it.
            var process = session.Process!;
            await Task.WhenAny(process.Ended, Task.Delay(LongestEnd, CancellationToken.None));
            throw !isConnected && process.Ended.IsCompleted
                ? AwsException.BeingTornDown()
                : AwsException.Runtime("The runtime closed the connection before it answered. Please check your CloudWatch logs for more information.");
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            if (!isConnected && session.Ending.IsCancellationRequested)
                throw AwsException.BeingTornDown();
            throw AwsException.Runtime(session.Ending.IsCancellationRequested ? "The session was stopped." : "The runtime did not answer in time.");
        }

        using (response)
        {
            if (!response.IsSuccessStatusCode)
                throw AwsException.Runtime($"Received error ({(int)response.StatusCode}) from runtime. Please check your CloudWatch logs for more information.");
            limit.CancelAfter(StreamTimeout);
            Head(context, response, session.Key.SessionId, trace);
            await PassAsync(context, response, limit.Token);
        }
    }

    private HttpRequestMessage Request(HttpContext context, Session session, RuntimeRecord runtime, string trace)
    {
        var content = new StreamContent(context.Request.Body, BufferBytes);
        var request = new HttpRequestMessage(HttpMethod.Post, "http://127.0.0.1:8080/invocations") { Version = HttpVersion.Version11, Content = content };
        content.Headers.ContentLength = context.Request.Body.Length;
        var allowed = new VersionSettings(runtime.Version(session.Version)?.Settings ?? []).AllowedHeaders;
        foreach (var (name, value) in context.Request.Headers)
        {
            var isCustom = name.StartsWith(CustomPrefix, StringComparison.OrdinalIgnoreCase);
            if (!isCustom && !Passed.Contains(name, StringComparer.OrdinalIgnoreCase) && !allowed.Contains(name, StringComparer.OrdinalIgnoreCase))
                continue;
            if (!isCustom || allowed.Count == 0 || allowed.Contains(name, StringComparer.OrdinalIgnoreCase))
                _ = request.Headers.TryAddWithoutValidation(name, value.ToString()) || content.Headers.TryAddWithoutValidation(name, value.ToString());
        }

        request.Headers.TryAddWithoutValidation(SessionHeader, session.Key.SessionId);
        request.Headers.TryAddWithoutValidation($"{Prefix}Request-Id", Guid.NewGuid().ToString());
        request.Headers.TryAddWithoutValidation("X-Amzn-Trace-Id", trace);
        request.Headers.TryAddWithoutValidation("WorkloadAccessToken", tokens.Issue(runtime.Id, context.Request.Headers[$"{Prefix}User-Id"].ToString()));
        return request;
    }

    private static void Head(HttpContext context, HttpResponseMessage response, string sessionId, string trace)
    {
        context.Response.StatusCode = 200;
        // As the agent wrote it, also where that is no media type by the letter.
        Set(HeaderNames.ContentType, response.Content.Headers.NonValidated.TryGetValues(HeaderNames.ContentType, out var type) ? type.ToString() : string.Empty);
        if (context.Response.ContentType is null)
            context.Response.ContentType = "application/octet-stream";
        Set(SessionHeader, sessionId);
        Set("X-Amzn-Trace-Id", trace);
        foreach (var name in Echoed)
            Set(name, context.Request.Headers[name].ToString());
        foreach (var name in new[] { "Mcp-Session-Id", "Mcp-Protocol-Version" })
        {
            if (response.Headers.NonValidated.TryGetValues(name, out var values))
                Set(name, values.ToString());
        }

        // What no header can hold is left out: the answer itself is none the worse.
        void Set(string name, string value)
        {
            if (value.Length > 0 && value.All(letter => letter is '\t' or (>= ' ' and <= '~')))
                context.Response.Headers[name] = value;
        }
    }

    // What has come goes on at once: an event that waits for the next one would be late.
    private async Task PassAsync(HttpContext context, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            await context.Response.StartAsync(cancellationToken);
            for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
            {
                await context.Response.Body.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                await context.Response.Body.FlushAsync(cancellationToken);
                if (faults.Take(Fault.CutStream, "InvokeAgentRuntime") is not null)
                    context.Abort();
            }
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or OperationCanceledException)
        {
            // The answer has begun: all that can be said is that it does not end as it should.
            context.Abort();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
