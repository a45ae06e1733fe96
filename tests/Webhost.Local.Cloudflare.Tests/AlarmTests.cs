using Webhost.Local.Cloudflare.Tests.Fixtures;

namespace Webhost.Local.Cloudflare.Tests;

public sealed class AlarmTests : IDisposable
{
    private readonly string _state = Directory.CreateTempSubdirectory("wh-cf-").FullName;

    public void Dispose() => Directory.Delete(_state, recursive: true);

    [Fact]
    public async Task An_alarm_whose_script_could_not_be_started_fires_later()
    {
        var time = new MovableTime();
        var workerd = Path.Combine(_state, "workerd");
        var options = FacadeFixture.OptionsFor(_state) with { WorkerdPath = workerd, IdleTimeout = TimeSpan.FromSeconds(1) };
        File.CreateSymbolicLink(workerd, FacadeFixture.OptionsFor(_state).WorkerdPath);
        await using var facade = new CloudflareFacade(options, timeProvider: time);
        await facade.StartAsync();
        var client = new CloudflareClient(facade);
        await client.DeployAsync("sleeper", Worker.Counter());
        await client.AskAsync("sleeper", "alarm?ms=5000");
        var folder = Processes.FolderOf(_state, "sleeper");
        await Eventually.TrueAsync(() => !IsRunning(), "the end of the idle process");

        Link("/bin/false");
        await Eventually.TrueAsync(() => facade.ReadLog(null, "sleeper")!.Any(line => line.Message.StartsWith("Failed to start", StringComparison.Ordinal)), "the alarm's start to fail");
        Link(FacadeFixture.OptionsFor(_state).WorkerdPath);
        time.Advance(TimeSpan.FromMinutes(1));

        await Eventually.TrueAsync(IsRunning, "the alarm to wake the script");
        await Eventually.TrueAsync(async () => await client.AskAsync("sleeper", "read") == "1000", "the alarm's effect");

        bool IsRunning() => Processes.Noted(_state).Any(id => Processes.WorkingDirectoryOf(id) == folder);

        void Link(string target)
        {
            File.Delete(workerd);
            File.CreateSymbolicLink(workerd, target);
        }
    }

    /// <summary>The system's clock, moved forward by hand.</summary>
    private sealed class MovableTime : TimeProvider
    {
        private long _offset;

        public void Advance(TimeSpan by) => Interlocked.Add(ref _offset, by.Ticks);

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _offset));
    }
}
