using Azure.Data.Tables;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Microsoft.DurableTask.Worker.Clients;
using Microsoft.DurableTask.Worker.Engine;
using Microsoft.DurableTask.Worker.Replay;
using Microsoft.DurableTask.Worker.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Microsoft.DurableTask.Tests;

/// <summary>A task hub with a worker in this process and a client. Several on one name share its instances, as processes do.</summary>
internal sealed class Hub : IAsyncDisposable
{
    private readonly OrchestrationWorker _worker;

    private Hub(string connectionString, string name, TaskRegistry tasks, WorkerSettings settings, TableClientOptions? options, ILoggerFactory loggers)
    {
        Name = name;
        Table = new(connectionString, name, options);
        Store = new(Table, TimeProvider.System);
        WorkerParts parts = new($"worker-{Guid.NewGuid():N}", Store, tasks, settings, JsonDataConverter.Default, loggers, TimeProvider.System);
        _worker = new(parts);
        Client = new TableDurableTaskClient(_worker, name);
    }

    /// <summary>Settings with which another worker takes over in about a second.</summary>
    public static WorkerSettings Fast { get; } = new()
    {
        LeaseDuration = TimeSpan.FromSeconds(1),
        LeaseRenewal = TimeSpan.FromMilliseconds(300),
        PollInterval = TimeSpan.FromMilliseconds(100),
    };

    public string Name { get; }

    public TableClient Table { get; }

    public InstanceStore Store { get; }

    public DurableTaskClient Client { get; }

    public OrchestrationWorker Worker => _worker;

    /// <summary>A hub whose worker runs.</summary>
    public static async Task<Hub> StartAsync(
        AzuriteFixture azurite,
        TaskRegistry tasks,
        WorkerSettings? settings = null,
        string? name = null,
        TableClientOptions? options = null,
        ILoggerFactory? loggers = null)
    {
        Hub hub = new(azurite.ConnectionString, name ?? AzuriteFixture.UniqueName("hub"), tasks, settings ?? Fast, options, loggers ?? NullLoggerFactory.Instance);
        await hub._worker.StartAsync(CancellationToken.None);
        return hub;
    }

    /// <summary>A hub with a client only.</summary>
    public static async Task<Hub> ClientOnlyAsync(AzuriteFixture azurite, string? name = null)
    {
        Hub hub = new(azurite.ConnectionString, name ?? AzuriteFixture.UniqueName("hub"), new TaskRegistry(), Fast, options: null, NullLoggerFactory.Instance);
        await hub.Store.CreateTableAsync(CancellationToken.None);
        return hub;
    }

    /// <summary>Starts an orchestration and waits for its end.</summary>
    public async Task<OrchestrationMetadata> RunAsync(string name, object? input = null, StartOrchestrationOptions? options = null)
    {
        var id = await Client.ScheduleNewOrchestrationInstanceAsync(name, input, options);
        return await EndAsync(id);
    }

    /// <summary>Waits for an instance's end.</summary>
    public async Task<OrchestrationMetadata> EndAsync(string instanceId, TimeSpan? timeout = null)
    {
        using CancellationTokenSource limit = new(timeout ?? TimeSpan.FromSeconds(60));
        return await Client.WaitForInstanceCompletionAsync(instanceId, getInputsAndOutputs: true, limit.Token);
    }

    /// <summary>All rows of the table.</summary>
    public async Task<List<TableEntity>> RowsAsync()
    {
        List<TableEntity> rows = [];
        await foreach (var row in Table.QueryAsync<TableEntity>())
            rows.Add(row);
        return rows;
    }

    public ValueTask DisposeAsync() => _worker.DisposeAsync();
}
