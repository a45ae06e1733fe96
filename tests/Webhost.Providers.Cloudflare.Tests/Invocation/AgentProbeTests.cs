using Microsoft.AspNetCore.Http;
using Webhost.Core.Results;

namespace Webhost.Providers.Cloudflare.Tests.Invocation;

public sealed class AgentProbeTests
{
    [Fact]
    public async Task A_probe_waits_until_the_asked_for_deployment_answers()
    {
        var calls = 0;
        await using var server = await LoopbackServer.StartAsync(async context =>
        {
            switch (Interlocked.Increment(ref calls))
            {
                case 1:
                    context.Response.StatusCode = 404;
                    context.Response.Headers["x-webhost-error"] = "worker-not-found";
                    break;
                case 2:
                    context.Response.StatusCode = 503;
                    break;
                case 3:
                    context.Abort();
                    break;
                case 4:
                    await context.Response.WriteAsJsonAsync(new { status = "ok", deploymentId = "dep_0" });
                    break;
                default:
                    await context.Response.WriteAsJsonAsync(new { status = "ok", deploymentId = "dep_1" });
                    break;
            }
        });
        using var fixture = new InvokerFixture(server.Url);

        Assert.True((await fixture.Probe.ProbeAsync(InvokerFixture.Reference, "secret", CancellationToken.None)).Succeeded);
        Assert.Equal(5, calls);
    }

    [Fact]
    public async Task A_deployment_that_never_comes_is_trouble_that_may_pass()
    {
        await using var server = await LoopbackServer.StartAsync(context => context.Response.WriteAsJsonAsync(new { status = "ok", deploymentId = "dep_0" }));
        using var fixture = new InvokerFixture(server.Url, options => options.ProbeTimeout = TimeSpan.FromMilliseconds(300));

        var failure = (await fixture.Probe.ProbeAsync(InvokerFixture.Reference, "secret", CancellationToken.None)).Failure;

        Assert.True(failure.Retryable);
        Assert.Contains("another deployment", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_module_that_is_no_agent_fails_at_once_with_its_reason()
    {
        await using var server = await LoopbackServer.StartAsync(context =>
        {
            context.Response.StatusCode = 500;
            return context.Response.WriteAsJsonAsync(new { error = new { code = "RUNTIME_ERROR", message = "The module exports neither invoke nor fetch.", retryable = false } });
        });
        using var fixture = new InvokerFixture(server.Url);

        var failure = (await fixture.Probe.ProbeAsync(InvokerFixture.Reference, "secret", CancellationToken.None)).Failure;

        Assert.False(failure.Retryable);
        Assert.Equal("The module exports neither invoke nor fetch.", failure.Message);
    }

    [Fact]
    public async Task A_worker_that_hangs_fails_within_the_time_out()
    {
        await using var server = await LoopbackServer.StartAsync(async context =>
        {
            var aborted = new TaskCompletionSource();
            context.RequestAborted.Register(aborted.SetResult);
            await aborted.Task;
        });
        using var fixture = new InvokerFixture(server.Url, options => options.ProbeTimeout = TimeSpan.FromMilliseconds(200));

        var failure = Assert.IsType<Failure.RuntimeError>((await fixture.Probe.ProbeAsync(InvokerFixture.Reference, "secret", CancellationToken.None)).Failure);

        Assert.True(failure.TimedOut);
    }
}
