#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

using Azure.Core;
using Azure.Data.Tables.Internal;

namespace Azure.Data.Tables;

/// <content>Single entities.</content>
public partial class TableClient
{
    /// <summary>Inserts an entity; one that exists is an error (409 EntityAlreadyExists). The response carries the ETag.</summary>
    public virtual Response AddEntity<T>(T entity, CancellationToken cancellationToken = default)
        where T : ITableEntity => _connection.Send(Add(entity), cancellationToken);

    /// <inheritdoc cref="AddEntity" />
    public virtual async Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default)
        where T : ITableEntity => await _connection.SendAsync(Add(entity), cancellationToken);

    /// <summary>Inserts an entity, or merges it into or replaces the stored one, whatever its version.</summary>
    public virtual Response UpsertEntity<T>(T entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity => _connection.Send(Write(entity, default, mode), cancellationToken);

    /// <inheritdoc cref="UpsertEntity" />
    public virtual async Task<Response> UpsertEntityAsync<T>(T entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity => await _connection.SendAsync(Write(entity, default, mode), cancellationToken);

    /// <summary>Updates a stored entity of the given version (412 UpdateConditionNotSatisfied otherwise, 404 when it is missing).</summary>
    public virtual Response UpdateEntity<T>(T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity => _connection.Send(Write(entity, Condition(ifMatch), mode), cancellationToken);

    /// <inheritdoc cref="UpdateEntity" />
    public virtual async Task<Response> UpdateEntityAsync<T>(T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity => await _connection.SendAsync(Write(entity, Condition(ifMatch), mode), cancellationToken);

    /// <summary>Deletes an entity of the given version, of any when not given; one that is missing is no error (the status is 404).</summary>
    public virtual Response DeleteEntity(string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default) =>
        _connection.Send(EntityRequests.Delete(_connection, Name, partitionKey, rowKey, ifMatch), cancellationToken);

    /// <inheritdoc cref="DeleteEntity(string, string, ETag, CancellationToken)" />
    public virtual async Task<Response> DeleteEntityAsync(string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default) =>
        await _connection.SendAsync(EntityRequests.Delete(_connection, Name, partitionKey, rowKey, ifMatch), cancellationToken);

    /// <summary>Deletes an entity of the given version, of any when not given; the entity's own ETag does not matter.</summary>
    public virtual Response DeleteEntity(ITableEntity entity, ETag ifMatch = default, CancellationToken cancellationToken = default)
    {
        EntityRequests.RequireKeys(entity);
        return DeleteEntity(entity.PartitionKey, entity.RowKey, ifMatch, cancellationToken);
    }

    /// <inheritdoc cref="DeleteEntity(ITableEntity, ETag, CancellationToken)" />
    public virtual Task<Response> DeleteEntityAsync(ITableEntity entity, ETag ifMatch = default, CancellationToken cancellationToken = default)
    {
        EntityRequests.RequireKeys(entity);
        return DeleteEntityAsync(entity.PartitionKey, entity.RowKey, ifMatch, cancellationToken);
    }

    /// <summary>Reads an entity, all of it or the named properties; one that is missing is an error (404 ResourceNotFound).</summary>
    public virtual Response<T> GetEntity<T>(string partitionKey, string rowKey, IEnumerable<string> select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity => Found<T>(_connection.Send(Get(partitionKey, rowKey, select, Expected.Ok), cancellationToken));

    /// <inheritdoc cref="GetEntity" />
    public virtual async Task<Response<T>> GetEntityAsync<T>(string partitionKey, string rowKey, IEnumerable<string> select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity => Found<T>(await _connection.SendAsync(Get(partitionKey, rowKey, select, Expected.Ok), cancellationToken));

    /// <summary>Reads an entity, all of it or the named properties; without a value when it is missing.</summary>
    public virtual NullableResponse<T> GetEntityIfExists<T>(string partitionKey, string rowKey, IEnumerable<string> select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity => FoundOrNot<T>(_connection.Send(Get(partitionKey, rowKey, select, Expected.OkOrNotFound), cancellationToken));

    /// <inheritdoc cref="GetEntityIfExists" />
    public virtual async Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(string partitionKey, string rowKey, IEnumerable<string> select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity => FoundOrNot<T>(await _connection.SendAsync(Get(partitionKey, rowKey, select, Expected.OkOrNotFound), cancellationToken));

    private static ETag Condition(ETag ifMatch) => ifMatch != default ? ifMatch : throw new ArgumentException("The ETag is empty; use ETag.All to update any version.", nameof(ifMatch));

    private static Response<T> Found<T>(Response response)
        where T : class, ITableEntity => Response.FromValue(EntityJson.ReadOne<T>(response.Content.ToMemory()), response);

    private static NullableResponse<T> FoundOrNot<T>(Response response)
        where T : class, ITableEntity => response.Status == 404 ? new NoEntityResponse<T>(response) : Found<T>(response);

    private HttpMessage Add(ITableEntity entity)
    {
        EntityRequests.RequireKeys(entity);
        return EntityRequests.Add(_connection, Name, entity);
    }

    private HttpMessage Write(ITableEntity entity, ETag ifMatch, TableUpdateMode mode)
    {
        EntityRequests.RequireKeys(entity);
        return EntityRequests.Write(_connection, Name, entity, ifMatch, mode);
    }

    private HttpMessage Get(string partitionKey, string rowKey, IEnumerable<string> select, ResponseClassifier expected) =>
        EntityRequests.Get(_connection, Name, partitionKey, rowKey, select, expected);
}
