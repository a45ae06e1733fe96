using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker.Http;

namespace Microsoft.Azure.Functions.Worker.Extensions.Http.AspNetCore;

/// <summary>A view of an ASP.NET Core response in the worker's own model. Headers are copied when the response starts.</summary>
internal sealed class AspNetCoreHttpResponseData : HttpResponseData
{
    private readonly HttpResponse _response;

    public AspNetCoreHttpResponseData(HttpResponse response, FunctionContext context)
        : base(context)
    {
        _response = response;
        Cookies = new AspNetCoreResponseCookies(response);
        response.OnStarting(CopyHeaders);
    }

    public override HttpStatusCode StatusCode
    {
        get => (HttpStatusCode)_response.StatusCode;
        set => _response.StatusCode = (int)value;
    }

    public override HttpHeadersCollection Headers { get; set; } = [];

    public override Stream Body
    {
        get => _response.Body;
        set => _response.Body = value;
    }

    public override HttpCookies Cookies { get; }

    private Task CopyHeaders()
    {
        foreach ((string name, IEnumerable<string> values) in Headers)
            _response.Headers[name] = values.ToArray();
        return Task.CompletedTask;
    }
}
