using System.Diagnostics;
using Xunit.Abstractions;

namespace Webhost.Local.AgentCore.Tests;

public sealed class ManySessionsTests(ITestOutputHelper output)
{
    private const int Sessions = 200;
    private const int AtOnce = 8;
    private const long MostBytesEach = 40L * 1024 * 1024;

    [Fact]
    public async Task Two_hundred_sessions_are_open_at_once_each_with_a_process_of_bounded_memory()
    {
        await using var emulator = await TestEmulator.StartAsync(options => options with { StartupTimeout = TimeSpan.FromMinutes(1) });
        var id = await emulator.Client.RuntimeAsync("probe");
        var starts = new List<TimeSpan>();

        await Parallel.ForEachAsync(Enumerable.Range(0, Sessions), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, _) =>
        {
            var clock = Stopwatch.StartNew();
            Assert.Equal(1, (int)(await emulator.Client.AskAsync(id, $"{number}", new { @do = "count" }))["ok"]!);
            lock (starts)
                starts.Add(clock.Elapsed);
        });
        var open = (await emulator.AdminAsync("sessions"))["sessions"]!.AsArray();
        var memory = open.Select(session => (long)session!["residentBytes"]!).Order().ToList();

        starts.Sort();
        output.WriteLine($"{open.Count} sessions; start p50 {starts[starts.Count / 2].TotalMilliseconds:0} ms, p95 {starts[starts.Count * 95 / 100].TotalMilliseconds:0} ms with {AtOnce} at once; resident p50 {memory[memory.Count / 2] / 1048576.0:0.0} MB, most {memory[^1] / 1048576.0:0.0} MB; emulator {Environment.WorkingSet / 1048576} MB");
        Assert.Equal(Sessions, open.Count);
        Assert.InRange(memory[^1], 1, MostBytesEach);
        Assert.Equal(2, (int)(await emulator.Client.AskAsync(id, "7", new { @do = "count" }))["ok"]!);
    }
}
