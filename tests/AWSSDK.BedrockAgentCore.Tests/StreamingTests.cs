using System.Text;
using Amazon.BedrockAgentCore.Model;
using Microsoft.AspNetCore.Http;

namespace AWSSDK.BedrockAgentCore.Tests;

public sealed class StreamingTests
{
    [Fact]
    public async Task An_answer_is_handed_on_while_it_is_being_written()
    {
        var more = new TaskCompletionSource();
        await using var service = await ScriptedService.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            context.Response.Headers["X-Amzn-Bedrock-AgentCore-Runtime-Session-Id"] = "session";
            await context.Response.WriteAsync("data: 1\n\n");
            await context.Response.Body.FlushAsync();
            await more.Task;
            await context.Response.WriteAsync("data: 2\n\n");
        });
        using var client = service.Data();

        using var answer = await client.InvokeAgentRuntimeAsync(new InvokeAgentRuntimeRequest { AgentRuntimeArn = "a" });
        var first = await ReadAsync(answer.Response);
        more.SetResult();
        var second = await ReadAsync(answer.Response);

        Assert.Equal(("data: 1\n\n", "data: 2\n\n"), (first, second));
        Assert.Equal(("text/event-stream", "session"), (answer.ContentType, answer.RuntimeSessionId));
    }

    [Fact]
    public async Task Cancelling_before_the_answer_ends_the_request_at_the_service()
    {
        var began = new TaskCompletionSource();
        var ended = new TaskCompletionSource();
        await using var service = await ScriptedService.StartAsync(async context =>
        {
            context.RequestAborted.Register(ended.SetResult);
            began.SetResult();
            await ended.Task;
        });
        using var client = service.Data();
        using var cancellation = new CancellationTokenSource();

        var call = client.InvokeAgentRuntimeAsync(new InvokeAgentRuntimeRequest { AgentRuntimeArn = "a" }, cancellation.Token);
        await began.Task;
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Disposing_of_an_answer_ends_it_at_the_service()
    {
        var ended = new TaskCompletionSource();
        await using var service = await ScriptedService.StartAsync(async context =>
        {
            context.RequestAborted.Register(() => ended.TrySetResult());
            await context.Response.WriteAsync("data: 1\n\n");
            await context.Response.Body.FlushAsync();
            await ended.Task;
        });
        using var client = service.Data();

        var answer = await client.InvokeAgentRuntimeAsync(new InvokeAgentRuntimeRequest { AgentRuntimeArn = "a" });
        Assert.Equal("data: 1\n\n", await ReadAsync(answer.Response));
        answer.Dispose();

        await ended.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    private static async Task<string> ReadAsync(Stream stream)
    {
        var buffer = new byte[1024];
        return Encoding.UTF8.GetString(buffer, 0, await stream.ReadAsync(buffer));
    }
}
