using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Webhost.Core.Providers;
using Webhost.Core.Results;
using Webhost.Providers.Cloudflare.Invocation;

namespace Webhost.Providers.Cloudflare.Tests.Invocation;

public sealed class AgentInvokerTests
{
    [Fact]
    public async Task A_call_carries_the_contracts_body_signed_and_traced()
    {
        string? path = null, traceParent = null, signature = null, timestamp = null;
        var body = Array.Empty<byte>();
        await using var server = await LoopbackServer.StartAsync(async context =>
        {
            path = context.Request.Path;
            traceParent = context.Request.Headers["traceparent"];
            (timestamp, signature) = (context.Request.Headers["X-Webhost-Timestamp"], context.Request.Headers["X-Webhost-Signature"]);
            using var copy = new MemoryStream();
            await context.Request.Body.CopyToAsync(copy);
            body = copy.ToArray();
            await context.Response.WriteAsJsonAsync(new { text = "hello", data = new { n = 1 }, usage = new { tokens = 3, toolCalls = 1, computeMs = 5, estimated = true } });
        });
        using var fixture = new InvokerFixture(server.Url);

        var output = (await fixture.Invoker.InvokeAsync(InvokerFixture.Input(), CancellationToken.None)).Value;

        Assert.Equal("hello", output.Text);
        Assert.Equal(1, output.Data!.Value.GetProperty("n").GetInt32());
        Assert.Equal(3, output.Usage!.Tokens);
        Assert.True(output.Usage.Estimated);
        Assert.Equal("/wh-test/__webhost/invoke", path);
        Assert.Equal(InvokerFixture.Input().TraceParent, traceParent);
        var expected = RequestSignature.Create("secret", DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(timestamp!)), "POST", "/__webhost/invoke", body);
        Assert.Equal(expected.Signature, signature);
        Assert.Equal(
            """{"invocationId":"inv_1","agentId":"agt_1","deploymentId":"dep_1","sessionId":"ses_1","traceId":"0af7651916cd43dd8448eb211c80319c","messages":[{"role":"user","content":"hi"}],"options":{"maxSteps":3},"stream":false,"timeoutMs":29500}""",
            Encoding.UTF8.GetString(body));
    }

    [Fact]
    public async Task A_stream_is_given_event_by_event_as_it_comes()
    {
        var gate = new TaskCompletionSource();
        await using var server = await LoopbackServer.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream; charset=utf-8";
            await context.Response.WriteAsync("event: delta\ndata: {\"text\":\"one \"}\n\n");
            await context.Response.Body.FlushAsync();
            await gate.Task;
            await context.Response.WriteAsync(": ping\n\nevent: delta\ndata: {\"text\":\"two\"}\n\nevent: usage\ndata: {\"usage\":{\"tokens\":9}}\n\nevent: done\ndata: {\"messages\":[{\"role\":\"assistant\",\"content\":\"one two\"}]}\n\n");
        });
        using var fixture = new InvokerFixture(server.Url);
        await using var events = fixture.Invoker.InvokeStreamingAsync(InvokerFixture.Input(), CancellationToken.None).GetAsyncEnumerator();

        Assert.True(await events.MoveNextAsync());
        Assert.Equal(new RuntimeEvent.Delta("one "), events.Current);
        gate.SetResult();
        Assert.True(await events.MoveNextAsync());
        Assert.Equal(new RuntimeEvent.Delta("two"), events.Current);
        Assert.True(await events.MoveNextAsync());
        Assert.Equal(9, Assert.IsType<RuntimeEvent.UsageReported>(events.Current).Usage.Tokens);
        Assert.True(await events.MoveNextAsync());
        Assert.Equal("one two", Assert.IsType<RuntimeEvent.Completed>(events.Current).Messages!.Single().Content);
        Assert.False(await events.MoveNextAsync());
    }

    [Theory]
    [InlineData("event: done\ndata: {}\n\n")]
    [InlineData("event: error\ndata: {\"error\":{\"code\":\"RUNTIME_ERROR\",\"message\":\"no\"}}\n\n")]
    public async Task A_connection_whose_stream_has_ended_serves_the_next_call(string last)
    {
        var connections = new ConcurrentDictionary<string, int>();
        await using var server = await LoopbackServer.StartAsync(async context =>
        {
            connections.AddOrUpdate(context.Connection.Id, 1, (_, calls) => calls + 1);
            context.Response.ContentType = "text/event-stream; charset=utf-8";
            await context.Response.WriteAsync(last);
            await context.Response.Body.FlushAsync();
        });
        using var fixture = new InvokerFixture(server.Url);

        for (var call = 0; call < 3; call++)
        {
            Assert.Single(await fixture.StreamAsync(InvokerFixture.Input()));
        }

        Assert.Equal(3, Assert.Single(connections).Value);
    }

    [Fact]
    public async Task A_stream_that_goes_on_after_its_last_event_is_broken_off()
    {
        var brokenOff = new TaskCompletionSource();
        await using var server = await LoopbackServer.StartAsync(async context =>
        {
            context.RequestAborted.Register(brokenOff.SetResult);
            context.Response.ContentType = "text/event-stream; charset=utf-8";
            await context.Response.WriteAsync("event: done\ndata: {}\n\n");
            await context.Response.Body.FlushAsync();
            await brokenOff.Task;
        });
        using var fixture = new InvokerFixture(server.Url);

        Assert.IsType<RuntimeEvent.Completed>(Assert.Single(await fixture.StreamAsync(InvokerFixture.Input())));

        await brokenOff.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Theory]
    [InlineData(401, "UNAUTHENTICATED", false, null, typeof(Failure.RuntimeError), false, "auth")]
    [InlineData(409, "CONFLICT", false, null, typeof(Failure.Conflict), false, null)]
    [InlineData(400, "INVALID_REQUEST", false, null, typeof(Failure.Invalid), false, null)]
    [InlineData(404, "NOT_FOUND", false, null, typeof(Failure.NotFound), false, null)]
    [InlineData(502, "RUNTIME_ERROR", false, "tool", typeof(Failure.RuntimeError), false, "tool")]
    [InlineData(502, "RUNTIME_ERROR", true, "runtime", typeof(Failure.RuntimeError), true, "runtime")]
    [InlineData(500, "INTERNAL", true, null, typeof(Failure.RuntimeError), true, "unknown")]
    [InlineData(504, "RUNTIME_ERROR", true, "limit", typeof(Failure.RuntimeError), false, "limit")]
    public async Task The_shims_errors_become_failures(int status, string code, bool retryable, string? errorClass, Type kind, bool transient, string? expectedClass)
    {
        await using var server = await LoopbackServer.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsJsonAsync(new { error = new { code, message = "the message", retryable, @class = errorClass } });
        });
        using var fixture = new InvokerFixture(server.Url);

        var buffered = (await fixture.Invoker.InvokeAsync(InvokerFixture.Input(), CancellationToken.None)).Failure;
        var streamed = Assert.IsType<RuntimeEvent.Failed>(Assert.Single(await fixture.StreamAsync(InvokerFixture.Input()))).Failure;

        Assert.IsType(kind, buffered);
        Assert.IsType(kind, streamed);
        Assert.Equal(transient, buffered.Retryable);
        if (buffered is Failure.RuntimeError error)
        {
            Assert.Equal(expectedClass, error.ErrorClass);
            Assert.Equal(status == 504, error.TimedOut);
        }
    }

    [Theory]
    [InlineData(404, "worker-not-found", false)]
    [InlineData(503, null, true)]
    [InlineData(530, null, true)]
    [InlineData(404, null, false)]
    [InlineData(302, null, false)]
    public async Task Answers_that_are_not_the_shims_become_failures_too(int status, string? reason, bool transient)
    {
        await using var server = await LoopbackServer.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            if (reason is not null)
            {
                context.Response.Headers["x-webhost-error"] = reason;
            }

            return context.Response.WriteAsync("<html>vendor page</html>");
        });
        using var fixture = new InvokerFixture(server.Url);

        var failure = (await fixture.Invoker.InvokeAsync(InvokerFixture.Input(), CancellationToken.None)).Failure;

        Assert.Equal(transient, failure.Retryable);
        Assert.Equal(reason is not null, failure is Failure.NotFound);
        Assert.DoesNotContain("vendor", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_connection_is_trouble_that_may_pass()
    {
        string url;
        await using (var server = await LoopbackServer.StartAsync(_ => Task.CompletedTask))
        {
            url = server.Url;
        }

        using var fixture = new InvokerFixture(url);

        var failure = Assert.IsType<Failure.RuntimeError>((await fixture.Invoker.InvokeAsync(InvokerFixture.Input(), CancellationToken.None)).Failure);

        Assert.True(failure.Transient);
    }

    [Fact]
    public async Task An_agent_that_takes_too_long_is_timed_out_and_broken_off()
    {
        var aborted = new TaskCompletionSource();
        await using var server = await LoopbackServer.StartAsync(async context =>
        {
            context.RequestAborted.Register(aborted.SetResult);
            await aborted.Task;
        });
        using var fixture = new InvokerFixture(server.Url);

        var failure = Assert.IsType<Failure.RuntimeError>((await fixture.Invoker.InvokeAsync(InvokerFixture.Input(TimeSpan.FromMilliseconds(200)), CancellationToken.None)).Failure);

        Assert.True(failure.TimedOut);
        Assert.Equal("The agent did not answer within 200 ms.", failure.Message);
        await aborted.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_stream_that_stalls_is_timed_out()
    {
        var aborted = new TaskCompletionSource();
        await using var server = await LoopbackServer.StartAsync(async context =>
        {
            context.RequestAborted.Register(aborted.SetResult);
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("event: delta\ndata: {\"text\":\"one\"}\n\n");
            await context.Response.Body.FlushAsync();
            await aborted.Task;
        });
        using var fixture = new InvokerFixture(server.Url);

        var events = await fixture.StreamAsync(InvokerFixture.Input(TimeSpan.FromMilliseconds(300)));

        Assert.Equal(new RuntimeEvent.Delta("one"), events[0]);
        Assert.True(Assert.IsType<Failure.RuntimeError>(Assert.IsType<RuntimeEvent.Failed>(events[1]).Failure).TimedOut);
        await aborted.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_caller_that_leaves_breaks_the_request_off(bool byCancelling)
    {
        var aborted = new TaskCompletionSource();
        await using var server = await LoopbackServer.StartAsync(async context =>
        {
            context.RequestAborted.Register(aborted.SetResult);
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("event: delta\ndata: {\"text\":\"one\"}\n\n");
            await context.Response.Body.FlushAsync();
            await aborted.Task;
        });
        using var fixture = new InvokerFixture(server.Url);
        using var source = new CancellationTokenSource();
        var events = fixture.Invoker.InvokeStreamingAsync(InvokerFixture.Input(), source.Token).GetAsyncEnumerator();
        Assert.True(await events.MoveNextAsync());

        if (byCancelling)
        {
            var next = events.MoveNextAsync();
            await source.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
        }

        await events.DisposeAsync();

        await aborted.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData("application/json", "{\"text\":\"")]
    [InlineData("text/event-stream", "event: delta\ndata: {\"text\":\"")]
    public async Task Two_gigabytes_are_cut_off_at_the_limit_whether_streamed_or_not(string contentType, string start)
    {
        // A bare socket: it knows what was taken from it.
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = Task.Run(async () =>
        {
            using var client = await listener.AcceptSocketAsync();
            await client.ReceiveAsync(new byte[64 * 1024]);
            await client.SendAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: {contentType}\r\n\r\n{start}"));
            var block = Encoding.ASCII.GetBytes(new string('x', 64 * 1024));
            long sent = 0;
            try
            {
                while (sent < 2L << 30)
                {
                    sent += await client.SendAsync(block);
                }
            }
            catch (SocketException)
            {
                // Cut off, as it should be.
            }

            return sent;
        });
        using var fixture = new InvokerFixture($"http://{listener.LocalEndpoint}", options => options.MaximumOutputBytes = 1024 * 1024);

        var failure = contentType is "application/json"
            ? (await fixture.Invoker.InvokeAsync(InvokerFixture.Input(), CancellationToken.None)).Failure
            : Assert.IsType<RuntimeEvent.Failed>(Assert.Single(await fixture.StreamAsync(InvokerFixture.Input()))).Failure;

        Assert.Equal("limit", Assert.IsType<Failure.RuntimeError>(failure).ErrorClass);
        Assert.InRange(await serving.WaitAsync(TimeSpan.FromSeconds(30)), 1024 * 1024, 64L * 1024 * 1024);
    }

    [Fact]
    public async Task Endless_small_deltas_are_cut_off_at_the_limit_too()
    {
        await using var server = await LoopbackServer.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            var delta = Encoding.UTF8.GetBytes($"event: delta\ndata: {{\"text\":\"{new string('x', 1000)}\"}}\n\n");
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(delta, context.RequestAborted);
            }
        });
        using var fixture = new InvokerFixture(server.Url, options => options.MaximumOutputBytes = 100_000);

        var events = await fixture.StreamAsync(InvokerFixture.Input());

        Assert.Equal(100, events.Count(item => item is RuntimeEvent.Delta));
        Assert.Equal("limit", Assert.IsType<Failure.RuntimeError>(Assert.IsType<RuntimeEvent.Failed>(events[^1]).Failure).ErrorClass);
    }

    [Theory]
    [InlineData("event: delta\ndata: {\"text\":\"a\"}\n\n", 2)]
    [InlineData("", 1)]
    [InlineData("event: delta\ndata: {\"text\":\"a\"}\n\nevent: error\ndata: {\"error\":{\"code\":\"RUNTIME_ERROR\",\"message\":\"m\",\"retryable\":false,\"class\":\"tool\"}}\n\nevent: delta\ndata: {\"text\":\"late\"}\n\n", 2)]
    [InlineData("event: usage\ndata: {\"usage\":{\"tokens\":1}}\n\nevent: delta\ndata: {\"text\":\"late\"}\n\nevent: usage\ndata: {\"usage\":{\"tokens\":2}}\n\n", 2)]
    [InlineData("event: done\ndata: oops\n\n", 1)]
    [InlineData("event: unknown\ndata: {}\n\nevent: error\ndata: {}\n\n", 1)]
    public async Task A_stream_always_ends_in_one_end(string content, int count)
    {
        await using var server = await LoopbackServer.StartAsync(context =>
        {
            context.Response.ContentType = "text/event-stream";
            return context.Response.WriteAsync(content);
        });
        using var fixture = new InvokerFixture(server.Url);

        var events = await fixture.StreamAsync(InvokerFixture.Input());

        Assert.Equal(count, events.Count);
        Assert.IsType<RuntimeEvent.Failed>(events[^1]);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"text\":7}")]
    public async Task An_answer_that_is_not_the_contracts_is_a_failure(string content)
    {
        await using var server = await LoopbackServer.StartAsync(context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(content);
        });
        using var fixture = new InvokerFixture(server.Url);

        Assert.IsType<Failure.RuntimeError>((await fixture.Invoker.InvokeAsync(InvokerFixture.Input(), CancellationToken.None)).Failure);
    }

    [Fact]
    public async Task A_connection_that_breaks_is_a_failure_that_is_not_repeated()
    {
        var calls = 0;
        await using var server = await LoopbackServer.StartAsync(context =>
        {
            Interlocked.Increment(ref calls);
            context.Abort();
            return Task.CompletedTask;
        });
        using var fixture = new InvokerFixture(server.Url);

        var failure = Assert.IsType<Failure.RuntimeError>((await fixture.Invoker.InvokeAsync(InvokerFixture.Input(), CancellationToken.None)).Failure);

        Assert.False(failure.Transient);
        Assert.Equal(1, calls);
    }
}
