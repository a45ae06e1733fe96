using System.Collections.Concurrent;
using Microsoft.Azure.Functions.Worker.Tests.Hosting;
using Microsoft.Azure.Functions.Worker.Tests.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Azure.Functions.Worker.Tests.Timers;

/// <summary>Timers on a clock that the test advances, against the blob service.</summary>
public sealed class TimerHostTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly DateTimeOffset Start = new(2026, 5, 4, 10, 2, 0, TimeSpan.Zero);

    private readonly string _hostId = AzuriteFixture.UniqueName("host");
    private readonly ManualTimeProvider _clock = new(Start);
    private readonly Runs _runs = new();

    [Fact]
    public async Task A_timer_runs_whenever_it_is_due_and_stores_its_status()
    {
        using IHost host = Build(typeof(EveryFive));
        await host.StartAsync();

        await DueAsync(Start.AddMinutes(3));
        _clock.AdvanceTo(Start.AddMinutes(3));
        await _runs.CountAsync(1);
        await DueAsync(Start.AddMinutes(8));
        _clock.AdvanceTo(Start.AddMinutes(8));
        await _runs.CountAsync(2);
        await host.StopAsync();

        Assert.All(_runs.Timers, timer => Assert.False(timer.IsPastDue));
        Assert.Equal(default, _runs.Timers[0].ScheduleStatus!.Last);
        Assert.Equal(Start.AddMinutes(3).UtcDateTime, _runs.Timers[1].ScheduleStatus!.Last);
        Assert.Equal(Start.AddMinutes(8).UtcDateTime, _runs.Timers[1].ScheduleStatus!.Next);
    }

    [Fact]
    public async Task Missed_runs_are_caught_up_once()
    {
        using (IHost host = Build(typeof(EveryFive)))
        {
            await host.StartAsync();
            await DueAsync(Start.AddMinutes(3));
            await host.StopAsync();
        }

        _clock.AdvanceTo(Start.AddHours(3));
        using IHost second = Build(typeof(EveryFive));
        await second.StartAsync();
        await _runs.CountAsync(1);
        await DueAsync(Start.AddHours(3).AddMinutes(3));
        await second.StopAsync();

        TimerInfo late = Assert.Single(_runs.Timers);
        Assert.True(late.IsPastDue);
        Assert.Equal(Start.AddMinutes(3).UtcDateTime, late.ScheduleStatus!.Next);
    }

    [Fact]
    public async Task A_host_that_stopped_after_its_run_repeats_nothing()
    {
        using (IHost host = Build(typeof(EveryFive)))
        {
            await host.StartAsync();
            await DueAsync(Start.AddMinutes(3));
            _clock.AdvanceTo(Start.AddMinutes(3));
            await DueAsync(Start.AddMinutes(8));
            await host.StopAsync();
        }

        using IHost second = Build(typeof(EveryFive));
        await second.StartAsync();
        await DueAsync(Start.AddMinutes(8));
        await second.StopAsync();

        Assert.Single(_runs.Timers);
    }

    [Fact]
    public async Task Of_two_hosts_one_runs_each_tick_and_the_other_takes_over_when_it_stops()
    {
        using IHost first = Build(typeof(EveryFive));
        using IHost second = Build(typeof(EveryFive));
        await first.StartAsync();
        await DueAsync(Start.AddMinutes(3));
        await second.StartAsync();

        _clock.AdvanceTo(Start.AddMinutes(3));
        await DueAsync(Start.AddMinutes(8));
        _clock.AdvanceTo(Start.AddMinutes(8));
        await DueAsync(Start.AddMinutes(13));
        Assert.Equal(2, _runs.Timers.Count);
        await first.StopAsync();
        first.Dispose();
        await DueAsync(Start.AddMinutes(13));
        _clock.AdvanceTo(Start.AddMinutes(13));
        await _runs.CountAsync(3);
        await second.StopAsync();

        Assert.Equal(3, _runs.Timers.Count);
    }

    [Fact]
    public async Task A_run_that_fails_does_not_end_the_timer()
    {
        using IHost host = Build(typeof(Failing));
        await host.StartAsync();

        for (int minute = 1; minute <= 3; minute++)
        {
            await DueAsync(Start.AddMinutes(minute));
            _clock.AdvanceTo(Start.AddMinutes(minute));
            await _runs.CountAsync(minute);
        }

        await host.StopAsync();
    }

    [Fact]
    public async Task A_timer_that_runs_on_startup_runs_at_once_and_then_on_schedule()
    {
        using IHost host = Build(typeof(OnStartup));
        await host.StartAsync();

        await _runs.CountAsync(1);
        await DueAsync(Start.AddMinutes(58));
        await host.StopAsync();

        Assert.False(Assert.Single(_runs.Timers).IsPastDue);
    }

    [Fact]
    public async Task Times_that_pass_while_the_function_runs_are_left_out()
    {
        using IHost host = Build(typeof(Slow));
        await host.StartAsync();
        await DueAsync(Start.AddMinutes(1));
        _clock.AdvanceTo(Start.AddMinutes(1));
        await _runs.CountAsync(1);

        _clock.AdvanceTo(Start.AddMinutes(4.5));
        _runs.Release.SetResult();
        await DueAsync(Start.AddMinutes(5));
        await host.StopAsync();

        Assert.Single(_runs.Timers);
    }

    [Fact]
    public async Task A_schedule_shorter_than_a_minute_stores_no_status()
    {
        using IHost host = Build(typeof(EverySecond));
        await host.StartAsync();
        await DueAsync(Start.AddSeconds(1));
        _clock.AdvanceTo(Start.AddSeconds(1));
        await _runs.CountAsync(1);
        await host.StopAsync();

        Assert.Null(_runs.Timers[0].ScheduleStatus);
    }

    [Fact]
    public async Task After_a_kill_another_process_takes_over_when_the_lease_has_run_out()
    {
        Dictionary<string, string?> settings = new(StringComparer.Ordinal)
        {
            ["AzureWebJobsStorage"] = azurite.ConnectionString,
            ["AzureFunctionsWebHost__hostid"] = _hostId,
            ["AzureWebJobs__Tick__Disabled"] = null,
            ["TickSchedule"] = "* * * * * *",
        };
        await using AppProcess first = await AppProcess.StartAsync(settings);
        await first.Process.WaitForLineAsync(IsTick);
        await using AppProcess second = await AppProcess.StartAsync(settings);
        string before = await first.Client.GetStringAsync("/v1/scope");

        Assert.NotEmpty(before);
        Assert.DoesNotContain(second.Process.Lines, line => IsTick(line.Text));
        await first.Process.KillAsync();

        await second.Process.WaitForLineAsync(IsTick, TimeSpan.FromSeconds(30));
    }

    private static bool IsTick(string line) => line.Contains("tick, past due", StringComparison.Ordinal);

    private IHost Build(Type functions) => TestHost.Build(
        [functions],
        new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["AzureWebJobsStorage"] = azurite.ConnectionString,
            ["AzureFunctionsWebHost:hostid"] = _hostId,
        },
        builder => builder.Services.AddSingleton<TimeProvider>(_clock).AddSingleton(_runs));

    private Task DueAsync(DateTimeOffset time) => Eventually.TrueAsync(() => _clock.Due.Contains(time), $"a timer that is due at {time:u}");

    internal sealed class Runs
    {
        private readonly ConcurrentQueue<TimerInfo> _timers = new();

        public IReadOnlyList<TimerInfo> Timers => [.. _timers];

        public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Add(TimerInfo timer) => _timers.Enqueue(timer);

        public Task CountAsync(int count) => Eventually.TrueAsync(() => _timers.Count >= count, $"{count} runs");
    }

    private sealed class EveryFive(Runs runs)
    {
        [Function("EveryFive")]
        public void Run([TimerTrigger("0 */5 * * * *")] TimerInfo timer) => runs.Add(timer);
    }

    private sealed class Failing(Runs runs)
    {
        [Function("Failing")]
        public void Run([TimerTrigger("0 * * * * *")] TimerInfo timer)
        {
            runs.Add(timer);
            throw new InvalidOperationException("A run that fails.");
        }
    }

    private sealed class OnStartup(Runs runs)
    {
        [Function("OnStartup")]
        public void Run([TimerTrigger("0 0 * * * *", RunOnStartup = true)] TimerInfo timer) => runs.Add(timer);
    }

    private sealed class Slow(Runs runs)
    {
        [Function("Slow")]
        public Task Run([TimerTrigger("0 * * * * *")] TimerInfo timer)
        {
            runs.Add(timer);
            return runs.Release.Task;
        }
    }

    private sealed class EverySecond(Runs runs)
    {
        [Function("EverySecond")]
        public void Run([TimerTrigger("* * * * * *")] TimerInfo timer) => runs.Add(timer);
    }
}
