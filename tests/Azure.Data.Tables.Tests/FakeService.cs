using System.Net;
using Azure.Core.Pipeline;

namespace Azure.Data.Tables.Tests;

/// <summary>Answers requests in place of a service or on the way to it, and keeps what was sent.</summary>
internal sealed class FakeService : DelegatingHandler
{
    private readonly Func<HttpRequestMessage, int, CancellationToken, Task<HttpResponseMessage?>> _answer;
    private int _count;

    public FakeService(Func<HttpRequestMessage, int, CancellationToken, Task<HttpResponseMessage?>> answer)
        : base(new SocketsHttpHandler()) => _answer = answer;

    public List<(Uri Uri, string? Authorization, string? Date, string? Version)> Requests { get; } = [];

    public static FakeService Answering(Func<int, HttpResponseMessage?> answer) => new((_, count, _) => Task.FromResult(answer(count)));

    public static HttpResponseMessage Json(string json, HttpStatusCode status = HttpStatusCode.OK) => new(status) { Content = new StringContent(json) };

    /// <summary>Options that reach this service, with quick retries.</summary>
    public TableClientOptions Options()
    {
        var options = new TableClientOptions { Transport = new HttpClientTransport(new HttpClient(this)) };
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        options.Retry.MaxDelay = TimeSpan.FromMilliseconds(2);
        return options;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        await AnswerAsync(request, cancellationToken) ?? await base.SendAsync(request, cancellationToken);

    // The clients' synchronous methods send this way; the answers of these tests are there at once.
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        AnswerAsync(request, cancellationToken).GetAwaiter().GetResult() ?? base.Send(request, cancellationToken);

    private Task<HttpResponseMessage?> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        lock (Requests)
            Requests.Add((request.RequestUri!, Header(request, "Authorization"), Header(request, "x-ms-date"), Header(request, "x-ms-version")));
        return _answer(request, Interlocked.Increment(ref _count), cancellationToken);
    }

    private static string? Header(HttpRequestMessage request, string name) =>
        request.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;
}
