using Webhost.Local.Cloudflare.Tests.Fixtures;
using static Webhost.Local.Cloudflare.Tests.Fixtures.CloudflareClient;

namespace Webhost.Local.Cloudflare.Tests;

public sealed class IdleTests(IdleTests.Fixture facade) : IClassFixture<IdleTests.Fixture>
{
    private readonly CloudflareClient _client = facade.Client;

    [Fact]
    public async Task An_idle_script_has_no_process_and_the_next_request_starts_it_with_its_state()
    {
        await _client.DeployAsync("idle", Worker.Counter());
        Assert.Equal("1", await _client.AskAsync("idle"));

        await Eventually.TrueAsync(() => !IsRunning("idle"), "the end of the idle process");

        Assert.Equal("2", await _client.AskAsync("idle"));
    }

    [Fact]
    public async Task An_alarm_of_a_script_that_was_stopped_wakes_it()
    {
        await _client.DeployAsync("sleeper", Worker.Counter());
        await _client.AskAsync("sleeper", "alarm?ms=5000");

        await Eventually.TrueAsync(() => !IsRunning("sleeper"), "the end of the idle process");

        await Eventually.TrueAsync(() => IsRunning("sleeper"), "the alarm to wake the script");
        await Eventually.TrueAsync(async () => await _client.AskAsync("sleeper", "read") == "1000", "the alarm's effect");
    }

    [Fact]
    public async Task A_script_with_a_stream_stays_up()
    {
        await _client.DeployAsync("streams", new Worker("export default { fetch: () => new Response(new ReadableStream({ async start(c) { await scheduler.wait(3000); c.enqueue(new TextEncoder().encode('late')); c.close(); } })) };"));

        Assert.Equal("late", await _client.AskAsync("streams"));
    }

    private bool IsRunning(string name)
    {
        var folder = Processes.FolderOf(facade.StateDirectory, name);
        return Processes.Noted(facade.StateDirectory).Any(id => Processes.WorkingDirectoryOf(id) == folder);
    }

    public sealed class Fixture : FacadeFixture
    {
        protected override CloudflareFacadeOptions Configure(CloudflareFacadeOptions options) => options with { IdleTimeout = TimeSpan.FromSeconds(1) };
    }
}
