using Microsoft.Extensions.DependencyInjection;
using Webhost.Core.Agents;
using Webhost.Core.Storage;
using Webhost.Core.Users;

namespace Webhost.Storage.Tests.Agents;

[Collection(StorageCollection.Name)]
public sealed class AgentStoreTests(StorageFixture storage)
{
    private readonly IAgentStore store = storage.Get<IAgentStore>();

    [Fact]
    public async Task An_agent_that_was_added_is_found_as_it_was()
    {
        var agent = Some.Agent(Some.UserId());

        var added = Assert.IsType<AgentAddOutcome.Added>(await store.AddAsync(agent, 5, null, default));

        var found = await store.FindAsync(new(agent.UserId), agent.AgentId, default);
        Assert.NotNull(found);
        Assert.Equal(added.ETag, found.ETag);
        Assert.Equivalent(agent, found.Value);
    }

    [Fact]
    public async Task An_agent_whose_write_was_not_answered_is_added_all_the_same()
    {
        await using var services = storage.NewServices(TimeProvider.System, tables: new AnswerLost());
        var agent = Some.Agent(Some.UserId());

        var added = Assert.IsType<AgentAddOutcome.Added>(await services.GetRequiredService<IAgentStore>().AddAsync(agent, 1, null, default));

        Assert.Equal(added.ETag, (await store.FindAsync(new(agent.UserId), agent.AgentId, default))!.ETag);
        Assert.Equal(1, await store.CountAsync(new(agent.UserId), default));
    }

    [Fact]
    public async Task A_name_is_unique_for_its_owner_without_regard_to_case()
    {
        var userId = Some.UserId();
        await store.AddAsync(Some.Agent(userId, "Echo"), null, null, default);

        Assert.IsType<AgentAddOutcome.NameTaken>(await store.AddAsync(Some.Agent(userId, "echo"), null, null, default));
        Assert.IsType<AgentAddOutcome.Added>(await store.AddAsync(Some.Agent(Some.UserId(), "echo"), null, null, default));
    }

    [Fact]
    public async Task Racing_creates_of_one_name_make_one_agent()
    {
        var userId = Some.UserId();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => store.AddAsync(Some.Agent(userId, "same"), null, null, default)));

        Assert.Single(outcomes.OfType<AgentAddOutcome.Added>());
        Assert.Equal(1, await store.CountAsync(userId, default));
    }

    [Fact]
    public async Task Racing_creates_never_exceed_the_limit()
    {
        var userId = Some.UserId();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 12).Select(index => store.AddAsync(Some.Agent(userId, $"agent-{index}"), 3, null, default)));

        Assert.Equal(3, outcomes.OfType<AgentAddOutcome.Added>().Count());
        Assert.Equal(9, outcomes.OfType<AgentAddOutcome.LimitReached>().Count());
        Assert.Equal(3, (await store.ListAsync(userId, new PageRequest(50, null), default)).Items.Count);
    }

    [Fact]
    public async Task A_stale_update_changes_nothing()
    {
        var agent = Some.Agent(Some.UserId());
        var added = (AgentAddOutcome.Added)await store.AddAsync(agent, null, null, default);
        await store.UpdateAsync(new(agent with { Description = "first" }, added.ETag), agent.Name, default);

        var outcome = await store.UpdateAsync(new(agent with { Description = "second" }, added.ETag), agent.Name, default);

        Assert.IsType<AgentUpdateOutcome.Stale>(outcome);
        Assert.Equal("first", (await store.FindAsync(new(agent.UserId), agent.AgentId, default))!.Value.Description);
    }

    [Fact]
    public async Task A_renamed_agent_frees_its_old_name_and_holds_the_new_one()
    {
        var userId = Some.UserId();
        var agent = Some.Agent(userId, "old");
        var added = (AgentAddOutcome.Added)await store.AddAsync(agent, null, null, default);

        Assert.IsType<AgentUpdateOutcome.Updated>(await store.UpdateAsync(new(agent with { Name = "new" }, added.ETag), "old", default));

        Assert.IsType<AgentAddOutcome.NameTaken>(await store.AddAsync(Some.Agent(userId, "new"), null, null, default));
        Assert.IsType<AgentAddOutcome.Added>(await store.AddAsync(Some.Agent(userId, "old"), null, null, default));
    }

    [Fact]
    public async Task An_agent_that_is_marked_as_removed_is_gone_for_its_owner_and_frees_its_name_and_place()
    {
        var userId = Some.UserId();
        var agent = Some.Agent(userId, "gone");
        var added = (AgentAddOutcome.Added)await store.AddAsync(agent, 1, null, default);

        Assert.True(await store.MarkDeletedAsync(new(agent, added.ETag), default));

        Assert.Null(await store.FindAsync(userId, agent.AgentId, default));
        Assert.Empty((await store.ListAsync(userId, new PageRequest(50, null), default)).Items);
        Assert.IsType<AgentAddOutcome.Added>(await store.AddAsync(Some.Agent(userId, "gone"), 1, null, default));
        await store.PurgeAsync(userId, agent.AgentId, default);
        Assert.Null(await store.FindIncludingDeletedAsync(userId, agent.AgentId, default));
    }

    [Fact]
    public async Task Pages_hold_every_agent_once()
    {
        var userId = Some.UserId();
        for (var index = 0; index < 7; index++)
        {
            await store.AddAsync(Some.Agent(userId, $"agent {index}/#?"), null, null, default);
        }

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var (items, next) = await store.ListAsync(userId, new PageRequest(3, cursor), default);
            seen.AddRange(items.Select(item => item.AgentId));
            cursor = next;
        }
        while (cursor is not null);

        Assert.Equal(7, seen.Distinct().Count());
        Assert.Equal(7, seen.Count);
    }

    [Fact]
    public async Task Agents_on_a_runtime_with_places_are_counted_and_the_oldest_stand_first()
    {
        var userId = Some.UserId();
        var (old, young) = (Some.Agent(userId, "old") with { RuntimeProvider = "agentcore" }, Some.Agent(userId, "young") with { RuntimeProvider = "agentcore" });
        (old, young) = string.CompareOrdinal(old.AgentId, young.AgentId) < 0 ? (old, young) : (young, old);
        var elsewhere = Some.Agent(userId, "elsewhere");
        foreach (var agent in new[] { young, old, elsewhere })
        {
            Assert.IsType<AgentAddOutcome.Added>(await store.AddAsync(agent, null, 2, default));
        }

        Assert.Equal(2, Assert.IsType<AgentAddOutcome.PlacesTaken>(await store.AddAsync(Some.Agent(userId, "third") with { RuntimeProvider = "agentcore" }, null, 2, default)).Count);
        Assert.Equal(2, await store.CountOnRuntimeAsync(userId, "agentcore", default));
        Assert.Equal(1, await store.PlaceOnRuntimeAsync(userId, "agentcore", old.AgentId, default));
        Assert.Equal(2, await store.PlaceOnRuntimeAsync(userId, "agentcore", young.AgentId, default));
        Assert.Equal(3, await store.PlaceOnRuntimeAsync(userId, "agentcore", elsewhere.AgentId, default));
    }

    [Fact]
    public async Task Racing_creates_never_exceed_the_places_of_a_runtime()
    {
        var userId = Some.UserId();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(index => store.AddAsync(Some.Agent(userId, $"agent-{index}") with { RuntimeProvider = "agentcore" }, null, 2, default)));

        Assert.Equal(2, outcomes.OfType<AgentAddOutcome.Added>().Count());
        Assert.Equal(8, outcomes.OfType<AgentAddOutcome.PlacesTaken>().Count());
        Assert.Equal(2, await store.CountOnRuntimeAsync(userId, "agentcore", default));
    }

    [Fact]
    public async Task An_agent_that_moves_gives_its_place_up_when_nothing_of_it_serves_there_any_more()
    {
        var userId = Some.UserId();
        var agent = Some.Agent(userId) with { RuntimeProvider = "agentcore" };
        await store.AddAsync(agent, null, null, default);

        await ChangeAsync(userId, agent.AgentId, present => present with { ActiveDeploymentId = "dep_1", ActiveRuntime = "agentcore" });
        await ChangeAsync(userId, agent.AgentId, present => present with { RuntimeProvider = "cloudflare" });
        Assert.Equal(1, await store.CountOnRuntimeAsync(userId, "agentcore", default));

        await ChangeAsync(userId, agent.AgentId, present => present with { ActiveDeploymentId = "dep_2", ActiveRuntime = "cloudflare" });
        Assert.Equal(0, await store.CountOnRuntimeAsync(userId, "agentcore", default));

        await ChangeAsync(userId, agent.AgentId, present => present with { RuntimeProvider = "agentcore", Name = "renamed at once" }, agent.Name);
        Assert.Equal(1, await store.CountOnRuntimeAsync(userId, "agentcore", default));

        Assert.True(await store.MarkDeletedAsync((await store.FindAsync(userId, agent.AgentId, default))!, default));
        Assert.Equal(0, await store.CountOnRuntimeAsync(userId, "agentcore", default));
    }

    private async Task ChangeAsync(UserId userId, string agentId, Func<AgentRecord, AgentRecord> change, string? previousName = null)
    {
        var present = (await store.FindAsync(userId, agentId, default))!;
        Assert.IsType<AgentUpdateOutcome.Updated>(await store.UpdateAsync(present with { Value = change(present.Value) }, previousName ?? present.Value.Name, default));
    }

    /// <summary>Loses the answer to the first transaction.</summary>
    private sealed class AnswerLost() : DelegatingHandler(new SocketsHttpHandler())
    {
        private bool lost;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            if (lost || !request.RequestUri!.AbsolutePath.EndsWith("$batch", StringComparison.Ordinal))
            {
                return answer;
            }

            lost = true;
            answer.Dispose();
            throw new HttpRequestException("The connection was reset.");
        }
    }
}
