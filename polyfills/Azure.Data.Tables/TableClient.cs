#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

using Azure.Core;
using Azure.Data.Tables.Internal;
using Azure.Data.Tables.Models;

namespace Azure.Data.Tables;

/// <summary>One table and its entities. Safe to share between threads.</summary>
public partial class TableClient
{
    private readonly TableConnection _connection;
    private readonly string _name;

    /// <summary>A client of a table in a connection string's account.</summary>
    public TableClient(string connectionString, string tableName)
        : this(connectionString, tableName, options: null)
    {
    }

    /// <summary>A client of a table in a connection string's account.</summary>
    public TableClient(string connectionString, string tableName, TableClientOptions options = null)
        : this(TableConnection.Create(connectionString, options), Checked(tableName))
    {
    }

    /// <summary>A client that sends the credential's shared access signature; the endpoint ends with the table's name.</summary>
    public TableClient(Uri endpoint, AzureSasCredential credential, TableClientOptions options = null)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        (var account, _name) = TableEndpoint.SplitTable(endpoint);
        _connection = TableConnection.Create(account, credential, options);
    }

    /// <summary>A client of an endpoint that ends with the table's name and whose query carries a shared access signature.</summary>
    public TableClient(Uri endpoint, TableClientOptions options = null)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        (var account, _name) = TableEndpoint.SplitTable(endpoint);
        _connection = TableConnection.Create(account, options);
    }

    /// <summary>A client that signs in with access tokens.</summary>
    public TableClient(Uri endpoint, string tableName, TokenCredential tokenCredential, TableClientOptions options = null)
        : this(TableConnection.Create(endpoint, tokenCredential, options), Checked(tableName))
    {
    }

    /// <summary>A client that signs with the account's key.</summary>
    public TableClient(Uri endpoint, string tableName, TableSharedKeyCredential credential)
        : this(endpoint, tableName, credential, options: null)
    {
    }

    /// <summary>A client that signs with the account's key.</summary>
    public TableClient(Uri endpoint, string tableName, TableSharedKeyCredential credential, TableClientOptions options = null)
        : this(TableConnection.Create(endpoint, credential, options), Checked(tableName))
    {
    }

    internal TableClient(TableConnection connection, string tableName)
    {
        _connection = connection;
        _name = tableName;
    }

    /// <summary>For tests that stand in for the service.</summary>
    protected TableClient()
    {
    }

    /// <summary>The account's name.</summary>
    public virtual string AccountName => _connection.AccountName;

    /// <summary>The table's name.</summary>
    public virtual string Name => _name;

    /// <summary>The table's address.</summary>
    public virtual Uri Uri => TableEndpoint.ForTable(_connection.Endpoint, Name);

    /// <summary>Creates the table; one that exists is an error (409 TableAlreadyExists).</summary>
    public virtual Response<TableItem> Create(CancellationToken cancellationToken = default) =>
        TableRequests.Created(_connection.Send(TableRequests.Create(_connection, Name, Expected.Created), cancellationToken), Name);

    /// <inheritdoc cref="Create" />
    public virtual async Task<Response<TableItem>> CreateAsync(CancellationToken cancellationToken = default) =>
        TableRequests.Created(await _connection.SendAsync(TableRequests.Create(_connection, Name, Expected.Created), cancellationToken), Name);

    /// <summary>Creates the table unless it exists; then the raw response's status is 409.</summary>
    public virtual Response<TableItem> CreateIfNotExists(CancellationToken cancellationToken = default) =>
        TableRequests.CreatedOrExisting(_connection.Send(TableRequests.Create(_connection, Name, Expected.CreatedOrConflict), cancellationToken), Name);

    /// <inheritdoc cref="CreateIfNotExists" />
    public virtual async Task<Response<TableItem>> CreateIfNotExistsAsync(CancellationToken cancellationToken = default) =>
        TableRequests.CreatedOrExisting(await _connection.SendAsync(TableRequests.Create(_connection, Name, Expected.CreatedOrConflict), cancellationToken), Name);

    /// <summary>Deletes the table with its entities; one that is missing is no error (the status is 404).</summary>
    public virtual Response Delete(CancellationToken cancellationToken = default) =>
        _connection.Send(TableRequests.Delete(_connection, Name), cancellationToken);

    /// <inheritdoc cref="Delete" />
    public virtual async Task<Response> DeleteAsync(CancellationToken cancellationToken = default) =>
        await _connection.SendAsync(TableRequests.Delete(_connection, Name), cancellationToken);

    /// <summary>Applies all actions or none; they must be of one partition, each entity once, at most 100.</summary>
    /// <returns>A response per action, in order.</returns>
    /// <exception cref="TableTransactionFailedException">An action failed, so nothing was applied.</exception>
    public virtual Response<IReadOnlyList<Response>> SubmitTransaction(IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default) =>
        BatchResponse.Read(_connection.Send(BatchRequest.Create(_connection, Name, transactionActions), cancellationToken));

    /// <inheritdoc cref="SubmitTransaction" />
    public virtual async Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default) =>
        BatchResponse.Read(await _connection.SendAsync(BatchRequest.Create(_connection, Name, transactionActions), cancellationToken));

    private static string Checked(string tableName)
    {
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        return tableName;
    }
}
