using System.Globalization;
using Azure.Data.Tables;
using Microsoft.DurableTask.Converters;
using Microsoft.DurableTask.TestHost;
using Microsoft.DurableTask.Worker.Engine;
using Microsoft.DurableTask.Worker.Storage;
using Microsoft.Extensions.Logging;

// A process that runs orchestrations and may die at a chosen point.
// Arguments: connection string, task hub, lease in milliseconds, point of death ("none" for a long life).
var lease = TimeSpan.FromMilliseconds(int.Parse(args[2], CultureInfo.InvariantCulture));
WorkerSettings settings = new() { LeaseDuration = lease };
if (lease / 6 < settings.PollInterval)
    settings = settings with { LeaseRenewal = lease / 3, PollInterval = lease / 6 };
Effects effects = new(new TableClient(args[0], args[1] + "Effects"), new Death(args[3]));
using var loggers = LoggerFactory.Create(static logging => logging.AddSimpleConsole(static console => console.SingleLine = true));
WorkerParts parts = new(
    $"test-{Environment.ProcessId}",
    new InstanceStore(new TableClient(args[0], args[1]), TimeProvider.System),
    SixSteps.Register(new TaskRegistry(), effects),
    settings,
    JsonDataConverter.Default,
    loggers,
    TimeProvider.System);
await using OrchestrationWorker worker = new(parts);
await worker.StartAsync(CancellationToken.None);
Console.WriteLine("ready");

// Ends gracefully on SIGTERM, and when the test that started it is gone.
TaskCompletionSource ending = new(TaskCreationOptions.RunContinuationsAsynchronously);
using var terminated = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGTERM, signal =>
{
    signal.Cancel = true;
    ending.TrySetResult();
});
_ = Task.Run(() =>
{
    while (Console.ReadLine() is not null)
    {
        // Nothing is read from the test; the end of the stream is what counts.
    }

    ending.TrySetResult();
});
await ending.Task;
