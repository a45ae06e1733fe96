#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

using System.Linq.Expressions;
using Azure.Core;
using Azure.Data.Tables.Internal;
using Azure.Data.Tables.Models;

namespace Azure.Data.Tables;

/// <summary>The table service of an account. Safe to share between threads; all table clients made from it share its connections.</summary>
public class TableServiceClient
{
    private readonly TableConnection _connection;

    /// <summary>A client of a connection string's account.</summary>
    public TableServiceClient(string connectionString)
        : this(connectionString, options: null)
    {
    }

    /// <summary>A client of a connection string's account.</summary>
    public TableServiceClient(string connectionString, TableClientOptions options = null)
        : this(TableConnection.Create(connectionString, options))
    {
    }

    /// <summary>A client that sends the credential's shared access signature.</summary>
    public TableServiceClient(Uri endpoint, AzureSasCredential credential)
        : this(endpoint, credential, options: null)
    {
    }

    /// <summary>A client that sends the credential's shared access signature.</summary>
    public TableServiceClient(Uri endpoint, AzureSasCredential credential, TableClientOptions options = null)
        : this(TableConnection.Create(endpoint, credential, options))
    {
    }

    /// <summary>A client that signs in with access tokens.</summary>
    public TableServiceClient(Uri endpoint, TokenCredential tokenCredential, TableClientOptions options = null)
        : this(TableConnection.Create(endpoint, tokenCredential, options))
    {
    }

    /// <summary>A client of an endpoint whose query carries a shared access signature.</summary>
    public TableServiceClient(Uri endpoint, TableClientOptions options = null)
        : this(TableConnection.Create(endpoint, options))
    {
    }

    /// <summary>A client that signs with the account's key.</summary>
    public TableServiceClient(Uri endpoint, TableSharedKeyCredential credential)
        : this(endpoint, credential, options: null)
    {
    }

    /// <summary>A client that signs with the account's key.</summary>
    public TableServiceClient(Uri endpoint, TableSharedKeyCredential credential, TableClientOptions options)
        : this(TableConnection.Create(endpoint, credential, options))
    {
    }

    /// <summary>For tests that stand in for the service.</summary>
    protected TableServiceClient()
    {
    }

    private TableServiceClient(TableConnection connection) => _connection = connection;

    /// <summary>The account's name.</summary>
    public virtual string AccountName => _connection.AccountName;

    /// <summary>The service's address.</summary>
    public virtual Uri Uri => _connection.Endpoint;

    /// <summary>An OData filter from an interpolated string, its values quoted and escaped.</summary>
    public static string CreateQueryFilter(FormattableString filter) => ODataLiteral.Filter(filter);

    /// <summary>An OData filter from a lambda.</summary>
    public static string CreateQueryFilter(Expression<Func<TableItem, bool>> filter) => ExpressionFilter.Translate(filter, static member => member is nameof(TableItem.Name) ? "TableName" : member);

    /// <summary>A client of one table; makes no request.</summary>
    public virtual TableClient GetTableClient(string tableName)
    {
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        return new TableClient(_connection, tableName);
    }

    /// <summary>Creates a table; one that exists is an error (409 TableAlreadyExists).</summary>
    public virtual Response<TableItem> CreateTable(string tableName, CancellationToken cancellationToken = default) =>
        TableRequests.Created(_connection.Send(TableRequests.Create(_connection, tableName, Expected.Created), cancellationToken), tableName);

    /// <inheritdoc cref="CreateTable" />
    public virtual async Task<Response<TableItem>> CreateTableAsync(string tableName, CancellationToken cancellationToken = default) =>
        TableRequests.Created(await _connection.SendAsync(TableRequests.Create(_connection, tableName, Expected.Created), cancellationToken), tableName);

    /// <summary>Creates a table unless it exists; then the raw response's status is 409.</summary>
    public virtual Response<TableItem> CreateTableIfNotExists(string tableName, CancellationToken cancellationToken = default) =>
        TableRequests.CreatedOrExisting(_connection.Send(TableRequests.Create(_connection, tableName, Expected.CreatedOrConflict), cancellationToken), tableName);

    /// <inheritdoc cref="CreateTableIfNotExists" />
    public virtual async Task<Response<TableItem>> CreateTableIfNotExistsAsync(string tableName, CancellationToken cancellationToken = default) =>
        TableRequests.CreatedOrExisting(await _connection.SendAsync(TableRequests.Create(_connection, tableName, Expected.CreatedOrConflict), cancellationToken), tableName);

    /// <summary>Deletes a table with its entities; one that is missing is no error (the status is 404).</summary>
    public virtual Response DeleteTable(string tableName, CancellationToken cancellationToken = default) =>
        _connection.Send(TableRequests.Delete(_connection, tableName), cancellationToken);

    /// <inheritdoc cref="DeleteTable" />
    public virtual async Task<Response> DeleteTableAsync(string tableName, CancellationToken cancellationToken = default) =>
        await _connection.SendAsync(TableRequests.Delete(_connection, tableName), cancellationToken);

    /// <summary>The account's tables that fit an OData filter.</summary>
    public virtual Pageable<TableItem> Query(string filter = null, int? maxPerPage = null, CancellationToken cancellationToken = default) =>
        new TablePageable<TableItem>(Fetch(filter, maxPerPage, cancellationToken));

    /// <summary>The account's tables that fit a filter whose values are quoted and escaped.</summary>
    public virtual Pageable<TableItem> Query(FormattableString filter, int? maxPerPage = null, CancellationToken cancellationToken = default) =>
        Query(CreateQueryFilter(filter), maxPerPage, cancellationToken);

    /// <summary>The account's tables that fit a lambda.</summary>
    public virtual Pageable<TableItem> Query(Expression<Func<TableItem, bool>> filter, int? maxPerPage = null, CancellationToken cancellationToken = default) =>
        Query(CreateQueryFilter(filter), maxPerPage, cancellationToken);

    /// <summary>The account's tables that fit an OData filter.</summary>
    public virtual AsyncPageable<TableItem> QueryAsync(string filter = null, int? maxPerPage = null, CancellationToken cancellationToken = default) =>
        new TableAsyncPageable<TableItem>(Fetch(filter, maxPerPage, cancellationToken));

    /// <summary>The account's tables that fit a filter whose values are quoted and escaped.</summary>
    public virtual AsyncPageable<TableItem> QueryAsync(FormattableString filter, int? maxPerPage = null, CancellationToken cancellationToken = default) =>
        QueryAsync(CreateQueryFilter(filter), maxPerPage, cancellationToken);

    /// <summary>The account's tables that fit a lambda.</summary>
    public virtual AsyncPageable<TableItem> QueryAsync(Expression<Func<TableItem, bool>> filter, int? maxPerPage = null, CancellationToken cancellationToken = default) =>
        QueryAsync(CreateQueryFilter(filter), maxPerPage, cancellationToken);

    private PageFetch<TableItem> Fetch(string filter, int? maxPerPage, CancellationToken cancellationToken) =>
        new(_connection, (next, top) => TableRequests.Query(_connection, filter, top, next), TableRequests.Page, maxPerPage, cancellationToken);
}
