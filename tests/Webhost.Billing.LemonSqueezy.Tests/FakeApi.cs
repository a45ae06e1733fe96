using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Webhost.Billing.LemonSqueezy.Tests;

/// <summary>Stands in for Lemon Squeezy's API at the wire: answers in turn, and remembers what it was asked.</summary>
internal sealed class FakeApi : HttpMessageHandler
{
    private readonly ConcurrentQueue<Func<HttpRequestMessage, HttpResponseMessage>> answers = new();

    public List<(string Method, string Path, JsonElement Body, string? Authorization, string? Accept, string? ContentType)> Requests { get; } = [];

    public FakeApi Answer(string body, int status = 200) => Answer(_ => Of(status, body));

    public FakeApi Refuse(int status, TimeSpan? retryAfter = null) => Answer(_ =>
    {
        var response = Of(status, """{"jsonapi":{"version":"1.0"},"errors":[{"status":"x","title":"vendor title","detail":"vendor detail"}]}""");
        response.Headers.RetryAfter = retryAfter is { } wait ? new(wait) : null;
        return response;
    });

    public FakeApi Break(HttpRequestError error) => Answer(_ => throw new HttpRequestException(error));

    public FakeApi Answer(Func<HttpRequestMessage, HttpResponseMessage> answer)
    {
        answers.Enqueue(answer);
        return this;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var text = request.Content is null ? "null" : await request.Content.ReadAsStringAsync(cancellationToken);
        Requests.Add((
            request.Method.Method,
            request.RequestUri!.PathAndQuery,
            JsonDocument.Parse(text).RootElement.Clone(),
            request.Headers.Authorization?.ToString(),
            request.Headers.Accept.ToString(),
            request.Content?.Headers.ContentType?.ToString()));
        return answers.TryDequeue(out var answer) ? answer(request) : throw new InvalidOperationException("There was one request more than expected.");
    }

    private static HttpResponseMessage Of(int status, string body) => new((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/vnd.api+json") };
}
