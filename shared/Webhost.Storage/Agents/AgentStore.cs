using Azure;
using Azure.Data.Tables;
using Webhost.Core.Agents;
using Webhost.Core.Providers;
using Webhost.Core.Storage;
using Webhost.Core.Users;
using Webhost.Storage.Internal;

namespace Webhost.Storage.Agents;

/// <summary>
/// Agents in the partition of their owner: a row for each agent, one for each name, one for each place on a runtime that counts them and one for the count,
/// changed together in entity group transactions.
/// </summary>
internal sealed class AgentStore(Tables tables) : IAgentStore
{
    private const string AgentPrefix = "agent|";
    private const string NamePrefix = "name|";
    private const string PlacePrefix = "place|";
    private const string CountKey = "count";
    private const string Count = nameof(Count);
    private const string AgentId = nameof(AgentId);
    private const int Attempts = 20;

    private readonly TableClient table = tables.Get(Tables.Agents);

    public async Task<AgentAddOutcome> AddAsync(AgentRecord agent, long? maximumAgents, long? maximumOnRuntime, CancellationToken cancellationToken)
    {
        agent = agent with { CountedRuntime = RuntimeToCount(agent) };
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            // The counter first: whoever adds another agent in between changes it, and then nothing is added here.
            var counter = await table.FindAsync(agent.UserId, CountKey, cancellationToken);
            var count = counter?.GetInt64(Count) ?? 0;
            if (await RefuseAsync(agent, count, maximumAgents, maximumOnRuntime, cancellationToken) is { } refused)
            {
                return refused;
            }

            try
            {
                var answer = await table.SubmitTransactionAsync(
                    [
                        Add(Row.Of(agent.UserId, AgentKey(agent.AgentId), agent)),
                        Add(NameRow(agent)),
                        CountRow(agent.UserId, counter, count + 1),
                        .. PlaceChange(before: null, agent),
                    ],
                    cancellationToken);
                return new AgentAddOutcome.Added(Row.VersionOf(answer.Value[0]));
            }
            catch (TableTransactionFailedException exception) when (Errors.IsTaken(exception) || Errors.IsStale(exception))
            {
                // The answer to the write may have been lost, and then its repeat finds what it wrote itself. Or a racing call took the name or changed the count: look again.
                if (await FindIncludingDeletedAsync(new UserId(agent.UserId), agent.AgentId, cancellationToken) is { } written)
                {
                    return new AgentAddOutcome.Added(written.ETag);
                }
            }
        }

        throw new RequestFailedException(409, "The agents of one user are contended.");
    }

    public async Task<AgentAddOutcome?> RefuseAsync(AgentRecord agent, long? maximumAgents, long? maximumOnRuntime, CancellationToken cancellationToken) =>
        await RefuseAsync(agent, await CountAsync(new UserId(agent.UserId), cancellationToken), maximumAgents, maximumOnRuntime, cancellationToken);

    public async Task<Versioned<AgentRecord>?> FindAsync(UserId userId, string agentId, CancellationToken cancellationToken) =>
        await FindIncludingDeletedAsync(userId, agentId, cancellationToken) is { Value.Deleted: false } agent ? agent : null;

    public async Task<Versioned<AgentRecord>?> FindIncludingDeletedAsync(UserId userId, string agentId, CancellationToken cancellationToken) =>
        await table.FindAsync(userId.Value, AgentKey(agentId), cancellationToken) is { } row ? new Versioned<AgentRecord>(Row.Read<AgentRecord>(row), row.ETag.ToString()) : null;

    public async Task<(IReadOnlyList<AgentRecord> Items, string? NextCursor)> ListAsync(UserId userId, PageRequest page, CancellationToken cancellationToken)
    {
        var items = new List<AgentRecord>();
        var cursor = page.Cursor;
        do
        {
            var (rows, next) = await table.ReadPageAsync(userId.Value, AgentPrefix, new PageRequest(page.Limit - items.Count, cursor), cancellationToken);
            items.AddRange(rows.Select(Row.Read<AgentRecord>).Where(agent => !agent.Deleted));
            cursor = next;
        }
        while (cursor is not null && items.Count < page.Limit);

        return (items, cursor);
    }

    public async Task<long> CountAsync(UserId userId, CancellationToken cancellationToken) =>
        (await table.FindAsync(userId.Value, CountKey, cancellationToken))?.GetInt64(Count) ?? 0;

    public async Task<long> CountOnRuntimeAsync(UserId userId, string runtime, CancellationToken cancellationToken) => (await PlacesAsync(userId, runtime, cancellationToken)).Count;

    public async Task<long> PlaceOnRuntimeAsync(UserId userId, string runtime, string agentId, CancellationToken cancellationToken)
    {
        var places = await PlacesAsync(userId, runtime, cancellationToken);
        var index = places.IndexOf(PlaceKey(runtime, agentId));
        return (index < 0 ? places.Count : index) + 1;
    }

    public async Task<AgentUpdateOutcome> UpdateAsync(Versioned<AgentRecord> agent, string previousName, CancellationToken cancellationToken)
    {
        var places = PlaceChange(agent.Value.CountedRuntime, agent.Value with { CountedRuntime = RuntimeToCount(agent.Value) });
        agent = agent with { Value = agent.Value with { CountedRuntime = RuntimeToCount(agent.Value) } };
        var row = Row.Of(agent.Value.UserId, AgentKey(agent.Value.AgentId), agent.Value);
        var moved = !string.Equals(NameKey(agent.Value.Name), NameKey(previousName), StringComparison.Ordinal);
        try
        {
            if (!moved && places.Count > 0)
            {
                var changed = await table.SubmitTransactionAsync([Replace(row, agent.ETag), .. places], cancellationToken);
                return new AgentUpdateOutcome.Updated(Row.VersionOf(changed.Value[0]));
            }

            if (!moved)
            {
                var answer = await table.UpdateEntityAsync(row, new ETag(agent.ETag), TableUpdateMode.Replace, cancellationToken);
                return new AgentUpdateOutcome.Updated(Row.VersionOf(answer));
            }

            if (await table.FindAsync(agent.Value.UserId, NameKey(agent.Value.Name), cancellationToken) is not null)
            {
                return new AgentUpdateOutcome.NameTaken();
            }

            var answers = await table.SubmitTransactionAsync(
                [
                    Replace(row, agent.ETag),
                    Add(NameRow(agent.Value)),
                    Delete(agent.Value.UserId, NameKey(previousName)),
                    .. places,
                ],
                cancellationToken);
            return new AgentUpdateOutcome.Updated(Row.VersionOf(answers.Value[0]));
        }
        catch (RequestFailedException exception) when (Errors.IsTaken(exception))
        {
            return new AgentUpdateOutcome.NameTaken();
        }
        catch (RequestFailedException exception) when (Errors.IsStale(exception))
        {
            return new AgentUpdateOutcome.Stale();
        }
    }

    public async Task<bool> MarkDeletedAsync(Versioned<AgentRecord> agent, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var counter = await table.FindAsync(agent.Value.UserId, CountKey, cancellationToken);
            try
            {
                await table.SubmitTransactionAsync(
                    [
                        Replace(Row.Of(agent.Value.UserId, AgentKey(agent.Value.AgentId), agent.Value with { Deleted = true, CountedRuntime = null }), agent.ETag),
                        Delete(agent.Value.UserId, NameKey(agent.Value.Name)),
                        CountRow(agent.Value.UserId, counter, Math.Max(0, (counter?.GetInt64(Count) ?? 1) - 1)),
                        .. PlaceChange(agent.Value.CountedRuntime, agent.Value with { CountedRuntime = null }),
                    ],
                    cancellationToken);
                return true;
            }
            catch (TableTransactionFailedException exception) when (Errors.IsStale(exception) || Errors.IsTaken(exception))
            {
                var present = await FindAsync(new UserId(agent.Value.UserId), agent.Value.AgentId, cancellationToken);
                if (present is null || !string.Equals(present.ETag, agent.ETag, StringComparison.Ordinal))
                {
                    return false;
                }
            }
        }

        return false;
    }

    public async Task PurgeAsync(UserId userId, string agentId, CancellationToken cancellationToken)
    {
        if (await FindIncludingDeletedAsync(userId, agentId, cancellationToken) is { Value.Deleted: true })
        {
            await table.DeleteEntityAsync(userId.Value, AgentKey(agentId), ETag.All, cancellationToken);
        }
    }

    private async Task<AgentAddOutcome?> RefuseAsync(AgentRecord agent, long count, long? maximumAgents, long? maximumOnRuntime, CancellationToken cancellationToken) =>
        count >= maximumAgents ? new AgentAddOutcome.LimitReached(count)
        : await table.FindAsync(agent.UserId, NameKey(agent.Name), cancellationToken) is not null ? new AgentAddOutcome.NameTaken()
        : RuntimeToCount(agent) is { } runtime && maximumOnRuntime is { } places
            && await CountOnRuntimeAsync(new UserId(agent.UserId), runtime, cancellationToken) is var taken && taken >= places ? new AgentAddOutcome.PlacesTaken(taken)
        : null;

    private static string AgentKey(string agentId) => AgentPrefix + TableKey.Of(agentId);

    private static string NameKey(string name) => NamePrefix + TableKey.Of(name.ToLowerInvariant());

    private static string PlaceKey(string runtime, string agentId) => PlacePrefix + TableKey.Of(runtime, agentId);

    // An agent that is moved away keeps its place until what serves there is replaced.
    private static string? RuntimeToCount(AgentRecord agent) =>
        agent.Deleted ? null
        : Runtimes.HasPlaces(agent.RuntimeProvider) ? agent.RuntimeProvider
        : agent.ActiveDeploymentId is not null && Runtimes.HasPlaces(agent.ActiveRuntime) ? agent.ActiveRuntime
        : null;

    private static IReadOnlyList<TableTransactionAction> PlaceChange(string? before, AgentRecord after)
    {
        if (string.Equals(before, after.CountedRuntime, StringComparison.Ordinal))
        {
            return [];
        }

        return
        [
            .. before is null ? Array.Empty<TableTransactionAction>() : [Delete(after.UserId, PlaceKey(before, after.AgentId))],
            .. after.CountedRuntime is { } runtime ? [Add(new TableEntity(after.UserId, PlaceKey(runtime, after.AgentId)))] : Array.Empty<TableTransactionAction>(),
        ];
    }

    private static TableEntity NameRow(AgentRecord agent) => new(agent.UserId, NameKey(agent.Name)) { [AgentId] = agent.AgentId };

    private static TableTransactionAction CountRow(string userId, TableEntity? counter, long count)
    {
        var row = new TableEntity(userId, CountKey) { [Count] = count };
        return counter is null ? Add(row) : Replace(row, counter.ETag.ToString());
    }

    private ValueTask<List<string>> PlacesAsync(UserId userId, string runtime, CancellationToken cancellationToken)
    {
        var filter = TableQueries.PrefixFilter(userId.Value, PlacePrefix + TableKey.Of(runtime) + TableKey.Separator);
        return table.QueryAsync<TableEntity>(filter, select: ["RowKey"], cancellationToken: cancellationToken).Select(row => row.RowKey).ToListAsync(cancellationToken);
    }

    private static TableTransactionAction Add(TableEntity row) => new(TableTransactionActionType.Add, row);

    private static TableTransactionAction Replace(TableEntity row, string etag) => new(TableTransactionActionType.UpdateReplace, row, new ETag(etag));

    private static TableTransactionAction Delete(string partitionKey, string rowKey) => new(TableTransactionActionType.Delete, new TableEntity(partitionKey, rowKey), ETag.All);
}
