using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace Webhost.Local.AgentCore.Tests;

public sealed class ManySessionsTests(ITestOutputHelper output)
{
    private const int Sessions = 200;
    private const long MostBytesEach = 40L * 1024 * 1024;

    [Fact]
    public async Task Two_hundred_sessions_that_are_opened_at_once_all_start_each_with_a_process_of_bounded_memory()
    {
        await using var emulator = await TestEmulator.StartAsync();
        var id = await emulator.Client.RuntimeAsync("probe");
        var starts = new List<TimeSpan>();

        await Task.WhenAll(Enumerable.Range(0, Sessions).Select(async number =>
        {
            var clock = Stopwatch.StartNew();
            Assert.Equal(1, (int)(await emulator.Client.AskAsync(id, $"{number}", new { @do = "count" }))["ok"]!);
            lock (starts)
                starts.Add(clock.Elapsed);
        }));
        var open = (await emulator.AdminAsync("sessions"))["sessions"]!.AsArray();
        var memory = open.Select(session => (long)session!["residentBytes"]!).Order().ToList();

        starts.Sort();
        output.WriteLine($"{open.Count} sessions; start p50 {starts[starts.Count / 2].TotalMilliseconds:0} ms, p95 {starts[starts.Count * 95 / 100].TotalMilliseconds:0} ms; resident p50 {memory[memory.Count / 2] / 1048576.0:0.0} MB, most {memory[^1] / 1048576.0:0.0} MB; emulator {Environment.WorkingSet / 1048576} MB");
        Assert.Equal(Sessions, open.Count);
        Assert.InRange(memory[^1], 1, MostBytesEach);
        Assert.Equal(2, (int)(await emulator.Client.AskAsync(id, "7", new { @do = "count" }))["ok"]!);
    }

    [Fact]
    public async Task Sessions_beyond_what_the_processors_bear_wait_for_a_place_to_start_and_can_be_stopped_there()
    {
        var (places, waiting) = (2 * Environment.ProcessorCount, 3);
        await using var emulator = await TestEmulator.StartAsync();
        var id = await emulator.Client.RuntimeAsync("sick", variables: new Dictionary<string, string>(StringComparer.Ordinal) { ["NEVER_HEALTHY"] = "1" });
        List<Task<HttpResponseMessage>> calls = [.. Enumerable.Range(0, places + waiting).Select(number => emulator.Client.InvokeAsync(id, $"{number}", new { }))];

        List<JsonNode> open = [];
        await Eventually.TrueAsync(async () => (open = await SessionsAsync(emulator)).Count == places + waiting && open.Count(HasProcess) >= places, "the first sessions to start");
        var (starting, queued) = (open.First(HasProcess), open.Where(session => !HasProcess(session)).ToList());
        Assert.Equal(waiting, queued.Count);
        await StopAsync(emulator, id, queued[0]);
        Assert.Equal((places + waiting - 1, places), (await SessionsAsync(emulator)) is var left ? (left.Count, left.Count(HasProcess)) : default);
        await StopAsync(emulator, id, starting);

        await Eventually.TrueAsync(async () => (await SessionsAsync(emulator)).Any(session => HasProcess(session) && queued.Any(other => (string)other["sessionId"]! == (string)session["sessionId"]!)), "the place that was left to be taken");
        foreach (var session in await SessionsAsync(emulator))
            await StopAsync(emulator, id, session);
        await Task.WhenAll(calls.Select(async call =>
        {
            using var answer = await call;
            Assert.False(answer.IsSuccessStatusCode);
        }));
    }

    private static bool HasProcess(JsonNode session) => session["process"] is not null;

    private static async Task<List<JsonNode>> SessionsAsync(TestEmulator emulator) => [.. (await emulator.AdminAsync("sessions"))["sessions"]!.AsArray().Select(session => session!)];

    private static async Task StopAsync(TestEmulator emulator, string id, JsonNode session)
    {
        using var stopped = await emulator.Client.StopAsync(id, (string)session["sessionId"]!);
        Assert.Equal(HttpStatusCode.OK, stopped.StatusCode);
    }
}
