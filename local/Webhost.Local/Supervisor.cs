using System.Diagnostics;
using System.Globalization;
using Webhost.Local.Output;
using Webhost.Local.Parts;
using Webhost.Local.Ports;
using Webhost.Local.Processes;
using Webhost.Local.Settings;
using Webhost.Local.State;

namespace Webhost.Local;

/// <summary>The life of the stack: take the state, end what was left behind, check the ports, start, wait, stop.</summary>
internal sealed class Supervisor(string root, LocalSettings settings, Terminal terminal)
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(5);

    // Together with the signal's way and the exit they stay below the five seconds that a stop may take.
    // A control plane that serves something drains for two of them (ControlPlaneService) and then writes what was used.
    private static readonly TimeSpan ApplicationsGrace = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan TotalGrace = TimeSpan.FromSeconds(4.2);
    private static readonly TimeSpan LeastGrace = TimeSpan.FromSeconds(0.5);

    // On a busy machine saving may take longer than a stop should. Only a storage that hangs is killed.
    private static readonly TimeSpan SavingGrace = TimeSpan.FromSeconds(60);

    /// <summary>Runs until a signal; the exit code.</summary>
    /// <exception cref="StartException">The stack can't start.</exception>
    public async Task<int> RunAsync(StopSignal signal)
    {
        var clock = Stopwatch.StartNew();
        using var state = StateDirectory.Open(settings.StateDirectory);
        var records = new RunRecords(state.Run, terminal);
        LocalSecrets secrets;
        try
        {
            await records.ReapAsync(signal.Stop);
            secrets = await LocalSecrets.OpenAsync(state, signal.Stop);
        }
        catch (OperationCanceledException) when (signal.Stop.IsCancellationRequested)
        {
            terminal.Say("stopped");
            return 0;
        }

        var stack = new LocalStack(new ServiceContext(root, settings, state, secrets, records, terminal));
        PortCheck.ThrowIfTaken([.. stack.All.SelectMany(service => service.Ports)]);

        try
        {
            await StartAsync(stack, signal.Stop);
            terminal.Ready($"{Addresses(stack)} ({Seconds(clock.Elapsed)})");
            await Task.Delay(Timeout.Infinite, signal.Stop);
        }
        catch (OperationCanceledException) when (signal.Stop.IsCancellationRequested)
        {
            terminal.Say("stopping");
        }
        finally
        {
            await StopAsync(stack, signal.Hurry);
        }

        terminal.Say("stopped");
        return 0;
    }

    private async Task StartAsync(LocalStack stack, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(settings.StartTimeout);
        try
        {
            await StartAsync(stack.Foundation, timeout.Token);
            await StartAsync(stack.Applications, timeout.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            var waiting = stack.All.Where(service => service.WaitingFor is not null).Select(Waiting);
            throw new StartException($"The stack was not ready within {settings.StartTimeout.TotalSeconds:0} s (Local__StartTimeoutSeconds). Still missing: {string.Join("; ", waiting)}.", exception);
        }
    }

    private async Task StartAsync(IReadOnlyList<ILocalService> services, CancellationToken cancellationToken)
    {
        if (services.Count == 0)
            return;
        terminal.Say($"starting {string.Join(", ", services.Select(service => service.Name))}");
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var starting = services.ToDictionary(service => service, service => StartAsync(service, failed.Token));
        var all = Task.WhenAll(starting.Values);
        while (!all.IsCompleted)
        {
            await Task.WhenAny(all, FirstFailureAsync(starting.Values), Task.Delay(ReportInterval, cancellationToken));
            if (starting.Values.FirstOrDefault(start => start.IsFaulted) is { } failure)
            {
                await failed.CancelAsync();
                await failure;
            }

            foreach (var service in starting.Where(pair => !pair.Value.IsCompleted && pair.Key.WaitingFor is not null).Select(pair => pair.Key))
                terminal.Say(Waiting(service));
        }

        await all;
    }

    private async Task StartAsync(ILocalService service, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            await service.StartAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not (StartException or OperationCanceledException))
        {
            throw new StartException($"{service.Name} can't start: {exception.Message}", exception);
        }

        terminal.Say($"{service.Name} is ready ({Seconds(clock.Elapsed)})");
    }

    private static async Task FirstFailureAsync(IEnumerable<Task> tasks)
    {
        await foreach (var task in Task.WhenEach(tasks))
        {
            if (task.IsFaulted)
                return;
        }
    }

    private async Task StopAsync(LocalStack stack, CancellationToken hurry)
    {
        var clock = Stopwatch.StartNew();
        await StopAsync(stack.Applications, ApplicationsGrace, hurry);

        // On a busy machine nothing may be left of the time.
        var rest = TotalGrace - clock.Elapsed;
        await StopAsync(stack.Foundation, rest > LeastGrace ? rest : LeastGrace, hurry);
    }

    private async Task StopAsync(IReadOnlyList<ILocalService> services, TimeSpan grace, CancellationToken hurry)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(hurry);
        deadline.CancelAfter(grace);
        await Task.WhenAll(services.Select(service => StopAsync(service, deadline.Token)));
    }

    private async Task StopAsync(ILocalService service, CancellationToken deadline)
    {
        using var saving = new CancellationTokenSource(SavingGrace);
        try
        {
            if (!service.SavesAtItsEnd)
            {
                await service.StopAsync(deadline);
                return;
            }

            using var late = deadline.Register(() => terminal.Say($"{service.Name} is still saving"));
            await service.StopAsync(saving.Token);
        }
        catch (Exception exception)
        {
            // One that can't be stopped must not keep the others from it.
            terminal.Say(exception is OperationCanceledException ? $"{service.Name} did not stop in time" : $"{service.Name} did not stop well: {exception.Message}");
        }
    }

    private static string Addresses(LocalStack stack) =>
        string.Join(" · ", stack.Applications.Concat(stack.Foundation).Where(service => service.Address is not null).Select(service => $"{service.Name} {service.Address}"));

    private static string Waiting(ILocalService service) => $"{service.Name} waits for {service.WaitingFor}";

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");
}
