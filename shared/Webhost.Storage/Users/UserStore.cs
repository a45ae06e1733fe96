using Azure;
using Azure.Data.Tables;
using Webhost.Core.Storage;
using Webhost.Core.Users;
using Webhost.Storage.Internal;

namespace Webhost.Storage.Users;

/// <inheritdoc cref="IUserStore"/>
internal sealed class UserStore(Tables tables) : IUserStore, IUserRegister
{
    private const string RowKey = "user";
    private const string RemovedKey = "removed";
    private const string RemovedAt = nameof(RemovedAt);
    private const string DeletionId = nameof(DeletionId);

    private readonly TableClient table = tables.Get(Tables.Users);

    public async Task<Versioned<User>?> FindAsync(UserId userId, CancellationToken cancellationToken) =>
        await table.FindAsync(userId.Value, RowKey, cancellationToken) is { } row ? new Versioned<User>(Row.Read<User>(row), row.ETag.ToString()) : null;

    public async Task<Versioned<User>> AddIfAbsentAsync(User user, CancellationToken cancellationToken)
    {
        try
        {
            await table.AddEntityAsync(Row.Of(user.UserId, RowKey, user), cancellationToken);
        }
        catch (RequestFailedException exception) when (Errors.IsTaken(exception))
        {
            // Another first call was faster: its row counts.
        }

        return await FindAsync(new UserId(user.UserId), cancellationToken) ?? throw new InvalidOperationException("A user row that was just made is gone.");
    }

    public async Task<bool> TryUpdateAsync(Versioned<User> user, CancellationToken cancellationToken)
    {
        try
        {
            await table.UpdateEntityAsync(Row.Of(user.Value.UserId, RowKey, user.Value), new ETag(user.ETag), TableUpdateMode.Replace, cancellationToken);
            return true;
        }
        catch (RequestFailedException exception) when (Errors.IsStale(exception))
        {
            return false;
        }
    }

    public async Task<bool> TryRemoveAsync(Versioned<User> user, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var partition = user.Value.UserId;
        try
        {
            TableTransactionAction[] both =
            [
                new(TableTransactionActionType.UpsertReplace, new TableEntity(partition, RemovedKey) { [RemovedAt] = now, [DeletionId] = user.Value.DeletionId }),
                new(TableTransactionActionType.Delete, new TableEntity(partition, RowKey), new ETag(user.ETag)),
            ];
            await table.SubmitTransactionAsync(both, cancellationToken);
            return true;
        }
        catch (TableTransactionFailedException exception) when (Errors.IsStale(exception))
        {
            return false;
        }
    }

    // A deletion that is remembered stays so: it is merged.
    public Task NoteRemovedAsync(UserId userId, DateTimeOffset now, CancellationToken cancellationToken) =>
        table.UpsertEntityAsync(new TableEntity(userId.Value, RemovedKey) { [RemovedAt] = now }, TableUpdateMode.Merge, cancellationToken);

    public async Task<RemovedUser?> FindRemovedAsync(UserId userId, CancellationToken cancellationToken) =>
        await table.FindAsync(userId.Value, RemovedKey, cancellationToken) is { } row && row.GetDateTimeOffset(RemovedAt) is { } at ? new RemovedUser(at, row.GetString(DeletionId)) : null;

    public Task ForgetRemovedAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        table.RemoveAllAsync(TableClient.CreateQueryFilter($"RowKey eq {RemovedKey} and RemovedAt lt {before}"), cancellationToken);

    public async IAsyncEnumerable<User> ReadAllAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"RowKey eq {RowKey}"), cancellationToken: cancellationToken))
        {
            yield return Row.Read<User>(row);
        }
    }
}
