using Amazon.BedrockAgentCore.Model;
using Amazon.RestJson;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;

namespace Amazon.BedrockAgentCore.Internal;

/// <summary>Hands the answer's stream on as it is, unread.</summary>
internal sealed class InvocationUnmarshaller(RestService service) : RestUnmarshaller<InvokeAgentRuntimeResponse>(service, _ => new InvokeAgentRuntimeResponse())
{
    public override bool HasStreamingProperty => true;

    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext context)
    {
        var response = context.ResponseData;
        return new InvokeAgentRuntimeResponse
        {
            Response = context.Stream,
            ContentType = Header(response, "Content-Type"),
            RuntimeSessionId = Header(response, "X-Amzn-Bedrock-AgentCore-Runtime-Session-Id"),
            TraceId = Header(response, "X-Amzn-Trace-Id"),
            TraceParent = Header(response, "traceparent"),
            TraceState = Header(response, "tracestate"),
            Baggage = Header(response, "baggage"),
            StatusCode = (int)response.StatusCode,
        };
    }

    private static string? Header(IWebResponseData response, string name) => response.IsHeaderPresent(name) ? response.GetHeaderValue(name) : null;
}
