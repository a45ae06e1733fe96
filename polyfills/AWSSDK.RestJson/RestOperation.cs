using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace Amazon.RestJson;

/// <summary>One operation of a REST-JSON service: how its request is written and its response read.</summary>
internal sealed class RestOperation<TRequest, TResponse> : InvokeOptionsBase
    where TRequest : AmazonWebServiceRequest
    where TResponse : AmazonWebServiceResponse
{
    /// <param name="service">The service's facts.</param>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The path, with names in braces.</param>
    /// <param name="write">Writes a request.</param>
    /// <param name="read">Reads the body of a response.</param>
    public RestOperation(RestService service, string method, string path, Action<TRequest, RestWriter> write, Func<JsonElement, TResponse> read)
        : this(service, method, path, write, new RestUnmarshaller<TResponse>(service, read))
    {
    }

    /// <param name="service">The service's facts.</param>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The path, with names in braces.</param>
    /// <param name="write">Writes a request.</param>
    /// <param name="unmarshaller">Reads a response.</param>
    public RestOperation(RestService service, string method, string path, Action<TRequest, RestWriter> write, ResponseUnmarshaller unmarshaller)
    {
        RequestMarshaller = new Writing(service, method, path, write);
        ResponseUnmarshaller = unmarshaller;
    }

    private sealed class Writing(RestService service, string method, string path, Action<TRequest, RestWriter> write) : IMarshaller<IRequest, AmazonWebServiceRequest>
    {
        public IRequest Marshall(AmazonWebServiceRequest input)
        {
            var request = new DefaultRequest(input, service.Name) { HttpMethod = method, ResourcePath = path };
            request.Headers[Util.HeaderKeys.XAmzApiVersion] = service.ApiVersion;
            using var writer = new RestWriter(service, request);
            write((TRequest)input, writer);
            writer.Complete();
            return request;
        }
    }
}
