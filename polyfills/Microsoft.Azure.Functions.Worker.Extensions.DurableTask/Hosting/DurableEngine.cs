using Azure.Data.Tables;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Azure.Functions.Worker.Embedded;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker.Clients;
using Microsoft.DurableTask.Worker.Engine;
using Microsoft.DurableTask.Worker.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Hosting;

/// <summary>The task hub of the application: its worker and its client. Nothing is connected before it is needed.</summary>
internal sealed class DurableEngine(
    HostJson hostJson, IConfiguration configuration, IOptions<WorkerOptions> options, ILoggerFactory loggers, TimeProvider time, IServiceProvider services)
    : IAsyncDisposable
{
    private OrchestrationWorker? _worker;
    private TableDurableTaskClient? _client;
    private string? _webhookKey;

    /// <summary>What <c>host.json</c> says.</summary>
    public DurableSettings Settings { get; } = new(hostJson, configuration);

    /// <summary>Reads and writes payloads.</summary>
    public DataConverter Converter { get; } = new ObjectConverter(
        options.Value.Serializer ?? throw new InvalidOperationException("The worker has no serializer."));

    /// <summary>Whether a function has a client parameter.</summary>
    public bool IsClientUsed { get; set; }

    /// <summary>The client.</summary>
    public DurableTaskClient Client => _client ?? throw new InvalidOperationException("The durable task hub has not been prepared.");

    /// <summary>The key of the management addresses; null when no durable function is there.</summary>
    public string? WebhookKey => _webhookKey;

    /// <summary>Connects to the storage and makes the table.</summary>
    public async Task PrepareAsync(TaskRegistry tasks, CancellationToken cancellationToken)
    {
        TableClient table = new(Settings.ConnectionString, Settings.HubName);
        var id = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid():N}";
        _worker = new(new WorkerParts(id, new InstanceStore(table, time), tasks, Settings.Worker, Converter, loggers, time));
        _client = new(_worker, Settings.HubName);
        await table.CreateIfNotExistsAsync(cancellationToken);
        _webhookKey = await DurableTaskWebhookKey(table, cancellationToken);
    }

    /// <summary>Begins to run orchestrations. An application that has only clients leaves them to the others.</summary>
    public Task StartAsync(CancellationToken cancellationToken) =>
        _worker is { Parts.Tasks.IsEmpty: false } ? _worker.StartAsync(cancellationToken) : Task.CompletedTask;

    /// <summary>Leaves all orchestrations to other processes.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _worker?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    /// <summary>A client for a function, with what its management addresses need.</summary>
    public FunctionsDurableTaskClient ClientForBinding()
    {
        var query = $"taskHub={Settings.HubName}&connection={Settings.ConnectionName}&code={_webhookKey}";
        return new(Client, query, Address() is { } address ? address + FunctionsDurableTaskClient.WebhookPath : null);
    }

    public ValueTask DisposeAsync() => _worker?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static Task<string> DurableTaskWebhookKey(TableClient table, CancellationToken cancellationToken) =>
        Microsoft.DurableTask.Worker.Storage.WebhookKey.GetOrCreateAsync(table, cancellationToken);

    private string? Address()
    {
        if (configuration["WEBSITE_HOSTNAME"] is { Length: > 0 } name)
            return name.StartsWith("localhost", StringComparison.Ordinal) || name.StartsWith("127.0.0.1", StringComparison.Ordinal) ? $"http://{name}" : $"https://{name}";
        return services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
    }
}
