using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Webhost.Providers.AgentCore.Tests.Fakes;

/// <summary>
/// AWS at the wire, in memory: runtimes with versions and endpoints, keys, objects, as far as the adapter asks for them. It holds to the rules that shape the adapter: an update is
/// refused while one is under way, only an update takes the metadata rule, only lists know names. A test may make it refuse or fail.
/// </summary>
internal sealed class FakeAws : HttpMessageHandler
{
    private readonly Lock gate = new();
    private int nextId;

    public Dictionary<string, FakeRuntime> Runtimes { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Keys { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, byte[]> Objects { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> ObjectTags { get; } = new(StringComparer.Ordinal);

    public ConcurrentQueue<(string Operation, string Body)> Calls { get; } = new();

    public ConcurrentQueue<string> StoppedSessions { get; } = new();

    /// <summary>The tokens of requests to stop: AWS answers one that it knows without stopping anything.</summary>
    public ConcurrentDictionary<string, bool> StopTokens { get; } = new(StringComparer.Ordinal);

    /// <summary>How often something is seen as being made before it is ready.</summary>
    public int LooksUntilReady { get; set; } = 1;

    /// <summary>Whether a token that made a runtime is known for ever, and answered with the newest version once the first is gone.</summary>
    public bool KeepsTokens { get; set; }

    /// <summary>Why runtimes can't be made; null when they can.</summary>
    public string? FailureReason { get; set; }

    /// <summary>Answers in place of the fake for some operations: null lets it answer itself.</summary>
    public Func<string, HttpResponseMessage?> Interfere { get; set; } = _ => null;

    /// <summary>Answers invocations.</summary>
    public Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> Invoke { get; set; } = (_, _) => Task.FromResult(Json(HttpStatusCode.OK, "{\"result\":\"hello\"}"));

    public static HttpResponseMessage Json(HttpStatusCode status, string json) => new(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };

    public static HttpResponseMessage Error(int status, string type, string message = "said by AWS")
    {
        var response = Json((HttpStatusCode)status, new JsonObject { ["message"] = message }.ToJsonString());
        response.Headers.Add("x-amzn-errortype", type);
        return response;
    }

    public static HttpResponseMessage Events(string text) => new(HttpStatusCode.OK) { Content = new StringContent(text, Encoding.UTF8, "text/event-stream") };

    public int Count(string operation) => Calls.Count(call => string.Equals(call.Operation, operation, StringComparison.Ordinal));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = Uri.UnescapeDataString(request.RequestUri!.AbsolutePath);
        var content = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        var operation = OperationOf(request, path);
        Calls.Enqueue((operation, Encoding.UTF8.GetString(content)));
        if (Interfere(operation) is { } other)
        {
            return other;
        }

        if (operation is "InvokeAgentRuntime")
        {
            return await Invoke(request, cancellationToken);
        }

        if (operation is "StopRuntimeSession")
        {
            if (StopTokens.TryAdd(Text(JsonNode.Parse(content)!.AsObject(), "clientToken"), true))
            {
                StoppedSessions.Enqueue(request.Headers.GetValues("X-Amzn-Bedrock-AgentCore-Runtime-Session-Id").Single());
            }

            return Json(HttpStatusCode.OK, "{}");
        }

        lock (gate)
        {
            return operation.StartsWith("S3", StringComparison.Ordinal) ? Store(request, operation, path, content) : Control(request, operation, path, content.Length > 0 ? JsonNode.Parse(content)!.AsObject() : []);
        }
    }

    private static string OperationOf(HttpRequestMessage request, string path)
    {
        var method = request.Method.Method;
        if (path.StartsWith("/identities/", StringComparison.Ordinal))
        {
            return path["/identities/".Length..];
        }

        return (method, path) switch
        {
            ("POST", _) when path.EndsWith("/invocations", StringComparison.Ordinal) => "InvokeAgentRuntime",
            ("POST", _) when path.EndsWith("/stopruntimesession", StringComparison.Ordinal) => "StopRuntimeSession",
            ("POST", _) when path.StartsWith("/tags/", StringComparison.Ordinal) => "TagResource",
            ("PUT", "/runtimes/") => "CreateAgentRuntime",
            ("POST", "/runtimes/") => "ListAgentRuntimes",
            ("POST", _) when path.EndsWith("/versions/", StringComparison.Ordinal) => "ListAgentRuntimeVersions",
            ("PUT", _) when path.EndsWith("/runtime-endpoints/", StringComparison.Ordinal) => "CreateAgentRuntimeEndpoint",
            (_, _) when path.Contains("/runtime-endpoints/", StringComparison.Ordinal) => method switch { "PUT" => "UpdateAgentRuntimeEndpoint", "GET" => "GetAgentRuntimeEndpoint", _ => "DeleteAgentRuntimeEndpoint" },
            (_, _) when path.StartsWith("/runtimes/", StringComparison.Ordinal) => method switch { "PUT" => "UpdateAgentRuntime", "GET" => "GetAgentRuntime", _ => "DeleteAgentRuntime" },
            _ => (request.RequestUri!.Query.Contains("tagging", StringComparison.Ordinal) ? "S3TAGS" : "S3") + method,
        };
    }

    private HttpResponseMessage Store(HttpRequestMessage request, string operation, string path, byte[] content)
    {
        switch (operation)
        {
            case "S3PUT":
                Objects[path] = content;
                ObjectTags[path] = request.Headers.TryGetValues("x-amz-tagging", out var tags) ? tags.Single() : string.Empty;
                return new HttpResponseMessage(HttpStatusCode.OK);
            case "S3TAGSPUT" or "S3TAGSGET" when !Objects.ContainsKey(path):
                return new HttpResponseMessage(HttpStatusCode.NotFound) { Content = new StringContent("<Error><Code>NoSuchKey</Code></Error>", Encoding.UTF8, "application/xml") };
            case "S3TAGSPUT":
                ObjectTags[path] = string.Join('&', XDocument.Parse(Encoding.UTF8.GetString(content)).Descendants().Where(item => item.Name.LocalName is "Tag").Select(tag => $"{((XElement)tag.FirstNode!).Value}={((XElement)tag.LastNode!).Value}"));
                return new HttpResponseMessage(HttpStatusCode.OK);
            case "S3TAGSGET":
                var named = ObjectTags[path].Split('&').Select(tag => tag.Split('=')).Select(tag => $"<Tag><Key>{tag[0]}</Key><Value>{tag[1]}</Value></Tag>");
                return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent($"<Tagging xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><TagSet>{string.Concat(named)}</TagSet></Tagging>", Encoding.UTF8, "application/xml") };
            case "S3DELETE":
                Objects.Remove(path);
                return new HttpResponseMessage(HttpStatusCode.NoContent);
            default:
                var prefix = System.Web.HttpUtility.ParseQueryString(request.RequestUri!.Query)["prefix"];
                var found = Objects.Keys.Where(key => key.StartsWith($"/artifacts/{prefix}", StringComparison.Ordinal)).Select(key => $"<Contents><Key>{key["/artifacts/".Length..]}</Key></Contents>");
                return new HttpResponseMessage(HttpStatusCode.OK)
                {
                    Content = new StringContent($"<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><IsTruncated>false</IsTruncated>{string.Concat(found)}</ListBucketResult>", Encoding.UTF8, "application/xml"),
                };
        }
    }

    private HttpResponseMessage Control(HttpRequestMessage request, string operation, string path, JsonObject body)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var runtime = parts.Length > 1 && parts[0] is "runtimes" && Runtimes.TryGetValue(parts[1], out var known) ? known : null;
        switch (operation)
        {
            case "CreateAgentRuntime":
                return Create(body);
            case "ListAgentRuntimes":
                return Json(HttpStatusCode.OK, new JsonObject { ["agentRuntimes"] = new JsonArray([.. Runtimes.Values.Select(item => item.Summary(item.Versions[^1]))]) }.ToJsonString());
            case "CreateApiKeyCredentialProvider":
                return Keys.TryAdd(Text(body, "name"), Text(body, "apiKey")) ? Json(HttpStatusCode.Created, "{}") : Error(409, "ConflictException");
            case "UpdateApiKeyCredentialProvider":
                if (!Keys.ContainsKey(Text(body, "name")))
                {
                    return Error(404, "ResourceNotFoundException");
                }

                Keys[Text(body, "name")] = Text(body, "apiKey");
                return Json(HttpStatusCode.OK, "{}");
            case "DeleteApiKeyCredentialProvider":
                return Keys.Remove(Text(body, "name")) ? new HttpResponseMessage(HttpStatusCode.NoContent) : Error(404, "ResourceNotFoundException");
            case "TagResource":
                return new HttpResponseMessage(HttpStatusCode.NoContent);
        }

        if (runtime is null)
        {
            return Error(404, "ResourceNotFoundException");
        }

        var version = System.Web.HttpUtility.ParseQueryString(request.RequestUri!.Query)["version"];
        switch (operation)
        {
            case "UpdateAgentRuntime":
                if (runtime.Versions[^1].Status is not ("READY" or "UPDATE_FAILED"))
                {
                    return Error(409, "ConflictException");
                }

                runtime.Versions.Add(new FakeVersion(runtime.Versions[^1].Number + 1, body, "UPDATING", LooksUntilReady));
                return Json(HttpStatusCode.Accepted, runtime.Summary(runtime.Versions[^1]).ToJsonString());
            case "GetAgentRuntime":
                return runtime.Find(version) is { } asked ? Json(HttpStatusCode.OK, runtime.Read(asked, FailureReason).ToJsonString()) : Error(404, "ResourceNotFoundException");
            case "DeleteAgentRuntime" when version is not null:
                return runtime.Versions.RemoveAll(item => item.Number.ToString(System.Globalization.CultureInfo.InvariantCulture) == version) > 0 ? Json(HttpStatusCode.Accepted, "{}") : Error(404, "ResourceNotFoundException");
            case "DeleteAgentRuntime":
                Runtimes.Remove(runtime.Id);
                return Json(HttpStatusCode.Accepted, "{\"status\":\"DELETING\"}");
            case "ListAgentRuntimeVersions":
                return Json(HttpStatusCode.OK, new JsonObject { ["agentRuntimes"] = new JsonArray([.. runtime.Versions.Select(runtime.Summary)]) }.ToJsonString());
            case "GetAgentRuntimeEndpoint" when parts[^1] is "DEFAULT":
                return runtime.Versions.FindLast(item => item.Status is "READY") is { } newest
                    ? Json(HttpStatusCode.OK, $"{{\"name\":\"DEFAULT\",\"status\":\"READY\",\"liveVersion\":\"{newest.Number}\"}}")
                    : Error(404, "ResourceNotFoundException");
            default:
                return Endpoint(operation, runtime, body);
        }
    }

    private HttpResponseMessage Create(JsonObject body)
    {
        if (KeepsTokens && Runtimes.Values.FirstOrDefault(item => item.Token == Text(body, "clientToken")) is { } made)
        {
            return Json(HttpStatusCode.Accepted, made.Summary(made.Find("1") ?? made.Versions[^1]).ToJsonString());
        }

        if (Runtimes.Values.Any(item => item.Name == Text(body, "agentRuntimeName")))
        {
            return Error(409, "ConflictException");
        }

        var runtime = new FakeRuntime($"{Text(body, "agentRuntimeName")}-{nextId++:0000000000}", Text(body, "agentRuntimeName"), Text(body, "clientToken"));
        runtime.Versions.Add(new FakeVersion(1, body, "CREATING", LooksUntilReady));
        Runtimes.Add(runtime.Id, runtime);
        return Json(HttpStatusCode.Accepted, runtime.Summary(runtime.Versions[0]).ToJsonString());
    }

    private static HttpResponseMessage Endpoint(string operation, FakeRuntime runtime, JsonObject body)
    {
        switch (operation)
        {
            case "CreateAgentRuntimeEndpoint":
                runtime.LiveVersion = Text(body, "agentRuntimeVersion");
                return Json(HttpStatusCode.Accepted, "{}");
            case "DeleteAgentRuntimeEndpoint" when runtime.LiveVersion is not null:
                runtime.LiveVersion = null;
                return Json(HttpStatusCode.Accepted, "{}");
            case "UpdateAgentRuntimeEndpoint" when runtime.LiveVersion is not null:
                runtime.LiveVersion = Text(body, "agentRuntimeVersion");
                return Json(HttpStatusCode.Accepted, "{}");
            case "GetAgentRuntimeEndpoint" when runtime.LiveVersion is not null:
                return Json(HttpStatusCode.OK, $"{{\"name\":\"live\",\"status\":\"READY\",\"liveVersion\":\"{runtime.LiveVersion}\",\"agentRuntimeEndpointArn\":\"{runtime.Arn}/runtime-endpoint/live\"}}");
            default:
                return Error(404, "ResourceNotFoundException");
        }
    }

    private static string Text(JsonObject body, string name) => body[name]?.GetValue<string>() ?? throw new JsonException($"'{name}' is missing.");
}
