using System.Diagnostics;
using System.IO.Pipelines;
using Microsoft.Azure.Functions.Worker.Tests.Http;

namespace Microsoft.Azure.Functions.Worker.Tests.Hosting;

public sealed class StopTests
{
    [Fact]
    public async Task A_stopping_host_lets_running_invocations_end_and_takes_no_more()
    {
        await using AppProcess app = await AppProcess.StartAsync();
        Pipe body = new();
        using StreamContent content = new(body.Reader.AsStream());
        Task<HttpResponseMessage> uploading = app.Client.PostAsync("/v1/upload", content);
        await body.Writer.WriteAsync(new byte[100_000]);
        await Eventually.TrueAsync(async () => (await app.Client.GetAsync("/v1/gates/upload%20began")).IsSuccessStatusCode, "the upload to begin");

        await TerminateAsync(app);
        await app.Process.WaitForLineAsync(line => line.Contains("Waiting for 1 running", StringComparison.Ordinal));
        await Eventually.TrueAsync(() => RefusesAsync(app), "the host to take no more connections");
        await body.Writer.WriteAsync(new byte[234]);
        await body.Writer.CompleteAsync();

        using HttpResponseMessage response = await uploading;
        Assert.Equal("100234", await response.Content.ReadAsStringAsync());
        Assert.Equal(0, await app.Process.WaitForExitAsync());
    }

    [Fact]
    public async Task An_invocation_that_does_not_end_is_cancelled_after_the_drain()
    {
        await using AppProcess app = await AppProcess.StartAsync(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["drainTimeoutSeconds"] = "0.2",
        });
        Task<HttpResponseMessage> waiting = app.Client.GetAsync("/v1/wait/forever");
        await Eventually.TrueAsync(async () => (await app.Client.GetAsync("/v1/gates/forever%20began")).IsSuccessStatusCode, "the invocation to begin");

        await TerminateAsync(app);

        Assert.Equal(0, await app.Process.WaitForExitAsync());
        Assert.Contains("'Wait' was cancelled because the host stops", app.Process.Output, StringComparison.Ordinal);
        using HttpResponseMessage response = await waiting;
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    private static async Task<bool> RefusesAsync(AppProcess app)
    {
        using HttpClient stranger = new() { BaseAddress = app.Client.BaseAddress };
        try
        {
            using HttpResponseMessage response = await stranger.GetAsync("/v1/scope");
            return false;
        }
        catch (HttpRequestException)
        {
            return true;
        }
    }

    private static async Task TerminateAsync(AppProcess app)
    {
        using Process kill = Process.Start("kill", ["-TERM", $"{app.Process.Id}"]);
        await kill.WaitForExitAsync();
    }
}
