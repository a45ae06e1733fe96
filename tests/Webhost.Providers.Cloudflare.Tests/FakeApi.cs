using System.Net;
using System.Text;

namespace Webhost.Providers.Cloudflare.Tests;

/// <summary>Stands in for Cloudflare's API at the wire: answers in turn, and remembers what it was asked.</summary>
internal sealed class FakeApi : HttpMessageHandler
{
    private readonly Queue<Func<HttpRequestMessage, HttpResponseMessage>> answers = new();

    public List<(string Method, string Path, string Body)> Requests { get; } = [];

    public FakeApi Answer(int status, string body)
    {
        answers.Enqueue(_ => new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") });
        return this;
    }

    public FakeApi Succeed(string result = "null") => Answer(200, $$"""{"success":true,"errors":[],"messages":[],"result":{{result}}}""");

    public FakeApi Refuse(int status, int code, string message = "vendor text") =>
        Answer(status, $$"""{"success":false,"errors":[{"code":{{code}},"message":"{{message}}"}],"messages":[],"result":null}""");

    public FakeApi Break()
    {
        answers.Enqueue(_ => throw new HttpRequestException(HttpRequestError.ConnectionError));
        return this;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests.Add((request.Method.Method, request.RequestUri!.PathAndQuery, request.Content is null ? string.Empty : await request.Content.ReadAsStringAsync(cancellationToken)));
        var response = answers.Count > 0 ? answers.Dequeue()(request) : throw new InvalidOperationException("There was one request more than expected.");
        response.RequestMessage = request;
        return response;
    }
}
