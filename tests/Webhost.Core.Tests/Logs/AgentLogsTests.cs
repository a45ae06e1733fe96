using Webhost.Contracts.Logs;
using Webhost.Core.Agents;
using Webhost.Core.Identity;
using Webhost.Core.Logs;
using Webhost.Core.Results;
using Webhost.Core.Storage;
using Webhost.Core.Tests.Doubles;

namespace Webhost.Core.Tests.Logs;

[Collection(AzuriteCollection.Name)]
public sealed class AgentLogsTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private World world = null!;
    private string agentId = string.Empty;

    private ILogStore Store => world.Get<ILogStore>();

    public async Task InitializeAsync()
    {
        world = await World.CreateAsync(azurite);
        agentId = (await world.NewAgentAsync()).AgentId;
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Lines_older_than_the_plan_keeps_them_are_not_shown()
    {
        await AppendAsync(Line("old", TimeSpan.FromHours(-25)), Line("young", TimeSpan.FromHours(-23)));

        Assert.Equal(["young"], await ReadAsync(world.Caller with { Plan = Some.Plan with { LogRetentionDays = 1 } }));
        Assert.Equal(["young", "old"], await ReadAsync(world.Caller));
    }

    [Fact]
    public async Task Another_tenants_log_is_not_found()
    {
        Assert.IsType<Failure.NotFound>((await world.Get<AgentLogs>().ReadAsync(Some.Caller(), agentId, new LogFilter(), new PageRequest(10, null), default)).Failure);
        Assert.IsType<Failure.NotFound>((await world.Get<AgentLogs>().ReadAsync(world.Caller, AgentId.New(world.Clock).Value, new LogFilter(), new PageRequest(10, null), default)).Failure);
    }

    [Fact]
    public async Task Lines_are_followed_from_now_on_also_when_they_arrive_late()
    {
        await AppendAsync(Line("before"));
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        await using var follower = new Follower(world, agentId, new LogFilter { Level = "info" }, lastId: null);
        await follower.LookAsync();

        await AppendAsync(Line("now"), Line("an hour late", TimeSpan.FromHours(-1)), Line("unwanted") with { Level = "debug" });
        await follower.LookAsync();
        await AppendAsync(Line("later"));
        await follower.LookAsync();
        await follower.LookAsync();

        Assert.Equal(["an hour late", "later", "now"], follower.Messages.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_stream_is_resumed_after_its_last_line()
    {
        await AppendAsync(Line("one"));
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await AppendAsync(Line("two"));
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await AppendAsync(Line("three, but older than one", TimeSpan.FromMinutes(-5)));
        var one = await FindAsync("one");

        await using var follower = new Follower(world, agentId, new LogFilter(), one.Id);
        await follower.LookAsync();

        Assert.Equal(["two", "three, but older than one"], follower.Messages);
    }

    [Fact]
    public async Task A_stream_can_begin_at_a_time_and_goes_back_a_day_at_most()
    {
        await AppendAsync(Line("two days ago"));
        world.Clock.Advance(TimeSpan.FromDays(2));
        await AppendAsync(Line("just now"));
        world.Clock.Advance(TimeSpan.FromSeconds(1));

        await using var follower = new Follower(world, agentId, new LogFilter(), LogIds.Prefix(world.Clock.GetUtcNow().AddDays(-30)) + "-");
        await follower.LookAsync();
        await using var nonsense = new Follower(world, agentId, new LogFilter(), "what is this");
        await nonsense.LookAsync();

        Assert.Equal(["just now"], follower.Messages);
        Assert.Empty(nonsense.Messages);
    }

    [Fact]
    public async Task More_lines_than_one_look_takes_all_come()
    {
        await AppendAsync(Line("first"));
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await AppendAsync([.. Enumerable.Range(0, 1_234).Select(number => Line($"{number}"))]);

        await using var follower = new Follower(world, agentId, new LogFilter(), (await FindAsync("first")).Id);
        await follower.LookAsync();

        Assert.Equal(1_234, follower.Messages.Distinct().Count());
        Assert.Equal(1_234, follower.Messages.Count);
    }

    [Fact]
    public async Task Nothing_is_lost_and_nothing_comes_twice_however_often_a_stream_breaks_and_lines_are_sent_again()
    {
        var random = new Random(42);
        var written = new List<LogLine>();
        await AppendAsync(Line("start"));
        var lastId = (await FindAsync("start")).Id;
        var seen = new List<string>();
        var number = 0;
        for (var connection = 0; connection < 15; connection++)
        {
            await using var follower = new Follower(world, agentId, new LogFilter(), lastId);
            for (var look = 0; look < 4; look++)
            {
                var lines = Enumerable.Range(0, random.Next(0, 20)).Select(_ => Line($"line {number++}", TimeSpan.FromSeconds(-random.Next(0, 100)))).ToArray();
                var again = written.Where(_ => random.Next(5) == 0).ToArray();
                await Task.WhenAll(AppendAsync(lines), AppendAsync(again));
                written.AddRange(lines);
                await follower.LookAsync();
            }

            seen.AddRange(follower.Messages);
            lastId = follower.LastId ?? lastId;
            world.Clock.Advance(TimeSpan.FromMilliseconds(random.Next(0, 20_000)));
        }

        await using var rest = new Follower(world, agentId, new LogFilter(), lastId);
        await rest.LookAsync();
        seen.AddRange(rest.Messages);

        Assert.Equal(written.Select(line => line.Message).Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
    }

    private async Task<IEnumerable<string>> ReadAsync(Caller caller) =>
        (await world.Get<AgentLogs>().ReadAsync(caller, agentId, new LogFilter(), new PageRequest(100, null), default)).Value.Items.Select(line => line.Message);

    private async Task<LogLine> FindAsync(string message) => (await Store.ReadAsync(agentId, new LogFilter(), null, 2_000, default)).Items.Single(line => line.Message == message);

    private Task AppendAsync(params LogLine[] lines) => Store.AppendAsync(agentId, lines, default);

    private LogLine Line(string message, TimeSpan ago = default)
    {
        var timestamp = world.Clock.GetUtcNow() + ago;
        return new LogLine { Id = LogIds.Of(timestamp, message), Timestamp = timestamp, Level = "info", Message = message, Source = "log" };
    }
}
