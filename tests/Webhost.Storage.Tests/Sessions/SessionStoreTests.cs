using Webhost.Core.Agents;
using Webhost.Core.Sessions;
using Webhost.Core.Storage;

namespace Webhost.Storage.Tests.Sessions;

[Collection(StorageCollection.Name)]
public sealed class SessionStoreTests(StorageFixture storage)
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private readonly ISessionStore store = storage.Get<ISessionStore>();
    private readonly string agentId = AgentId.New(TimeProvider.System).Value;

    [Fact]
    public async Task Sessions_that_are_unused_for_long_are_forgotten_and_others_stay()
    {
        foreach (var hours in Enumerable.Range(0, 5))
        {
            await store.TouchAsync([Touch($"ses_{hours}", Noon.AddHours(hours))], default);
        }

        await store.TouchAsync([Touch("ses_0", Noon.AddHours(9))], default);
        await store.RemoveUnusedAsync(agentId, Noon.AddHours(2.5), most: 1, default);
        Assert.Equal(4, (await ListAsync()).Count);
        await store.RemoveUnusedAsync(agentId, Noon.AddHours(2.5), most: 10, default);

        Assert.Equal(["ses_0", "ses_3", "ses_4"], (await ListAsync()).Select(session => session.SessionId));
    }

    private SessionTouch Touch(string sessionId, DateTimeOffset at) => new(agentId, sessionId, at, at, 1);

    private async Task<IReadOnlyList<SessionRecord>> ListAsync() => (await store.ListAsync(agentId, new PageRequest(100, null), default)).Items;
}
