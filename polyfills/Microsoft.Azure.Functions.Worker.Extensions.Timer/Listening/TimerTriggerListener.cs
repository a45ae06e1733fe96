using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker.Embedded;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Azure.Functions.Worker.Schedules;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Listening;

/// <summary>Owns the functions with a timer trigger, one <see cref="TimerLoop"/> each.</summary>
internal sealed class TimerTriggerListener(
    FunctionRunner runner, IConfiguration configuration, TimeProvider timeProvider, ILogger<TimerTriggerListener> logger) : ITriggerListener, IAsyncDisposable
{
    private const string StorageSetting = "AzureWebJobsStorage";
    private const string ContainerName = "azure-webjobs-hosts";

    // For a status to be written and a lease to be given back after the last run.
    private static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stopping = new();
    private IReadOnlyList<TimerLoop> _loops = [];
    private Task _running = Task.CompletedTask;

    public bool Claims(TriggerBindingAttribute trigger) => trigger is TimerTriggerAttribute;

    public ParameterBinder? BindTrigger(FunctionDescriptor function)
    {
        Schedule(function);
        return function.TriggerParameter.ParameterType == typeof(TimerInfo)
            ? static context => ValueTask.FromResult(context.TriggerValue)
            : null;
    }

    public Task PrepareAsync(IReadOnlyList<FunctionDescriptor> functions, CancellationToken cancellationToken)
    {
        if (functions.Count == 0)
            return Task.CompletedTask;
        BlobContainerClient container = Container(functions);
        string hostId = HostId();
        _loops =
        [
            .. functions.Select(function => new TimerLoop(
                function,
                (TimerTriggerAttribute)function.Trigger,
                Schedule(function),
                new TimerBlob(container, $"timers/{hostId}/Host.Functions.{function.Name}/status"),
                runner,
                timeProvider,
                logger)),
        ];
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _running = Task.WhenAll(_loops.Select(loop => Task.Run(() => loop.RunAsync(_stopping.Token), CancellationToken.None)));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => _stopping.CancelAsync();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAny(_running, Task.Delay(TimeToEnd));
        _stopping.Dispose();
    }

    private TimerSchedule Schedule(FunctionDescriptor function)
    {
        string expression = ((TimerTriggerAttribute)function.Trigger).Schedule;
        try
        {
            return TimerSchedule.Parse(SettingReferences.Resolve(expression, configuration));
        }
        catch (FormatException exception)
        {
            throw new InvalidOperationException($"the schedule '{expression}' is malformed: {exception.Message}", exception);
        }
    }

    private BlobContainerClient Container(IReadOnlyList<FunctionDescriptor> functions)
    {
        string names = string.Join(", ", functions.Select(function => $"'{function.Name}'"));
        if (configuration[StorageSetting] is not { Length: > 0 } connectionString)
            throw new InvalidOperationException($"The setting '{StorageSetting}' is missing: the timer functions {names} keep their schedule in that storage account.");
        try
        {
            return new BlobServiceClient(connectionString).GetBlobContainerClient(ContainerName);
        }
        catch (FormatException exception)
        {
            throw new InvalidOperationException($"The setting '{StorageSetting}' is not a connection string: {exception.Message}", exception);
        }
    }

    // The same for all instances of an application, so that they share leases and statuses.
    private string HostId()
    {
        string id = configuration["AzureFunctionsWebHost:hostid"] ?? configuration["WEBSITE_SITE_NAME"] ?? ApplicationAssemblies.Root.GetName().Name!;
        id = string.Concat(id.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-'));
        return id[..Math.Min(id.Length, 32)].Trim('-');
    }
}
