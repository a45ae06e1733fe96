using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Webhost.Bench.Processes;
using Yarp.ReverseProxy.Forwarder;
using IServer = Webhost.Bench.Processes.IServer;

namespace Webhost.Bench.Gateway;

/// <summary>
/// A runtime that answers at once: what a deployed agent's Worker would say, without an agent. It stands in front of the dispatcher, and passes on all
/// but invocations, so that a deployment to it is a real one. Whatever is posted elsewhere is answered likewise: the bare proxies pass on what they get.
/// </summary>
internal sealed class InstantRuntime : IServer
{
    /// <summary>The variable with the dispatcher's address.</summary>
    public const string DispatcherVariable = "BENCH_DISPATCHER";

    private const string Usage = """{"tokens":32,"inputTokens":16,"outputTokens":16,"toolCalls":0,"computeMs":1,"estimated":true}""";
    private static readonly string[] Words = [.. "You said: What would you pack for three rainy days on the coast, and why?".Split(' ').Select(word => $"{word} ")];
    private static readonly byte[] Answer = Encoding.UTF8.GetBytes($$"""{"text":"{{string.Concat(Words)}}","usage":{{Usage}}}""");

    private static readonly byte[][] Events =
    [
        .. Words.Select(word => Event("delta", $$"""{"text":"{{word}}"}""")),
        Event("usage", $$"""{"usage":{{Usage}}}"""),
        Event("done", "{}"),
    ];

    public string Name => "instant-runtime";

    public async Task ServeAsync(Action<string> listening, CancellationToken cancellationToken)
    {
        string dispatcher = Environment.GetEnvironmentVariable(DispatcherVariable)!;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddHttpForwarder();
        await using WebApplication application = builder.Build();
        IHttpForwarder forwarder = application.Services.GetRequiredService<IHttpForwarder>();
        using HttpMessageInvoker client = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false });
        application.Run(context => IsInvocation(context.Request) ? AnswerAsync(context) : forwarder.SendAsync(context, dispatcher, client).AsTask());
        await application.StartAsync(cancellationToken);
        listening(application.Urls.Single());
        await application.WaitForShutdownAsync(cancellationToken);
    }

    private static byte[] Event(string name, string data) => Encoding.UTF8.GetBytes($"event: {name}\ndata: {data}\n\n");

    private static bool IsInvocation(HttpRequest request) => HttpMethods.IsPost(request.Method) && request.Path.Value!.Contains("/invoke", StringComparison.Ordinal);

    private static async Task AnswerAsync(HttpContext context)
    {
        HttpResponse response = context.Response;
        if (!await WantsEventsAsync(context.Request))
        {
            response.ContentType = "application/json";
            response.ContentLength = Answer.Length;
            await response.Body.WriteAsync(Answer);
            return;
        }

        response.ContentType = "text/event-stream; charset=utf-8";
        foreach (byte[] each in Events)
            await response.BodyWriter.WriteAsync(each);
    }

    // The gateway says it in the body, and the client, whose request the proxies pass on, in a header. The body is read to its end in any case.
    private static async Task<bool> WantsEventsAsync(HttpRequest request)
    {
        ReadResult read = await request.BodyReader.ReadAsync();
        while (!read.IsCompleted)
        {
            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            read = await request.BodyReader.ReadAsync();
        }

        bool wanted = request.Headers.Accept == "text/event-stream" || Encoding.UTF8.GetString(read.Buffer).Contains("\"stream\":true", StringComparison.Ordinal);
        request.BodyReader.AdvanceTo(read.Buffer.End);
        return wanted;
    }
}
