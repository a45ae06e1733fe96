using Amazon.BedrockAgentCore.Model;
using Amazon.RestJson;

namespace Amazon.BedrockAgentCore.Internal;

/// <summary>The operations on the wire.</summary>
internal static class Operations
{
    private const string SessionHeader = "X-Amzn-Bedrock-AgentCore-Runtime-Session-Id";
    private static readonly RestService Service = new("Amazon.BedrockAgentCore", "2024-02-28", ServiceErrors.Of);

    public static RestOperation<InvokeAgentRuntimeRequest, InvokeAgentRuntimeResponse> InvokeAgentRuntime { get; } =
        new(Service, "POST", "/runtimes/{agentRuntimeArn}/invocations", WriteInvocation, new InvocationUnmarshaller(Service));

    public static RestOperation<StopRuntimeSessionRequest, StopRuntimeSessionResponse> StopRuntimeSession { get; } = new(
        Service,
        "POST",
        "/runtimes/{agentRuntimeArn}/stopruntimesession",
        (request, writer) =>
        {
            writer.Path("agentRuntimeArn", request.AgentRuntimeArn);
            writer.Query("qualifier", request.Qualifier);
            writer.Header(SessionHeader, request.RuntimeSessionId);
            writer.Token(request.ClientToken);
        },
        body => new StopRuntimeSessionResponse { RuntimeSessionId = body.Text("runtimeSessionId"), StatusCode = 200 });

    private static void WriteInvocation(InvokeAgentRuntimeRequest request, RestWriter writer)
    {
        writer.Path("agentRuntimeArn", request.AgentRuntimeArn);
        writer.Query("accountId", request.AccountId);
        writer.Query("qualifier", request.Qualifier);
        writer.Header("Content-Type", request.ContentType ?? "application/octet-stream");
        writer.Header("Accept", request.Accept);
        writer.Header(SessionHeader, request.RuntimeSessionId);
        writer.Header("X-Amzn-Bedrock-AgentCore-Runtime-User-Id", request.RuntimeUserId);
        writer.Header("X-Amzn-Trace-Id", request.TraceId);
        writer.Header("traceparent", request.TraceParent);
        writer.Header("tracestate", request.TraceState);
        writer.Header("baggage", request.Baggage);
        var payload = request.Payload ?? new MemoryStream();
        payload.Position = 0;
        writer.Request.ContentStream = payload;
        writer.Header("Content-Length", payload.Length.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }
}
