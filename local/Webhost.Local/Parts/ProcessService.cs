using System.Diagnostics;
using System.Globalization;
using Webhost.Local.Ports;
using Webhost.Local.Processes;

namespace Webhost.Local.Parts;

/// <summary>A service that is a child process. When it dies it is started again, after a pause that grows.</summary>
internal abstract class ProcessService(ServiceContext context, string name) : ILocalService
{
    private const int LinesShown = 5;
    private const int LineLength = 300;
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly BackOff _backOff = new();
    private Task _supervision = Task.CompletedTask;
    private Child? _child;

    public string Name => name;

    public abstract IReadOnlyList<PortClaim> Ports { get; }

    public abstract string? Address { get; }

    public virtual IReadOnlyDictionary<string, string> ControlPlaneSettings { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public string? WaitingFor { get; private set; }

    public virtual bool SavesAtItsEnd => false;

    protected ServiceContext Context => context;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var command = Command();
        _supervision = SuperviseAsync(command);
        await _ready.Task.WaitAsync(cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        if (_child is { Ended.IsCompleted: false } child)
        {
            ProcessGroup.Terminate(child.Pid);
            await Task.WhenAny(child.Ended, Task.Delay(Timeout.Infinite, cancellationToken));
            if (!child.Ended.IsCompleted)
                context.Terminal.Say($"{name} did not stop in time and is killed");
            // What it has started itself goes with it in any case.
            ProcessGroup.Kill(child.Pid);
        }

        await _supervision;
    }

    /// <summary>How it is started; asked once, before the first start.</summary>
    protected abstract ChildCommand Command();

    /// <summary>Null when it is ready, or what it still waits for.</summary>
    protected abstract Task<string?> ProbeAsync(CancellationToken cancellationToken);

    /// <summary>Whether a line of its output is worth showing.</summary>
    protected virtual bool IsWorthShowing(string line) => true;

    private async Task SuperviseAsync(ChildCommand command)
    {
        try
        {
            while (!_stopping.IsCancellationRequested)
            {
                var end = await RunOnceAsync(command);
                if (_stopping.IsCancellationRequested)
                    return;
                // One that has never been ready would fail the same way again: a setting is wrong, a file is missing.
                if (!_ready.Task.IsCompleted)
                    throw new StartException(Obituary(end, "before it was ready"));
                var pause = _backOff.Next(end.After);
                context.Terminal.Say(Obituary(end, string.Create(CultureInfo.InvariantCulture, $"after {end.After.TotalSeconds:0.0} s; starting it again in {pause.TotalSeconds:0.#} s")));
                await Task.Delay(pause, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        catch (Exception exception)
        {
            // Before it was ready the start fails with this; afterwards nobody waits for it any more, so it is said here.
            if (!_ready.TrySetException(exception))
                context.Terminal.Say($"{name} can't be started again: {exception.Message}");
        }
    }

    private async Task<ChildEnd> RunOnceAsync(ChildCommand command)
    {
        var clock = Stopwatch.StartNew();
        var child = Child.Start(command, line =>
        {
            if (IsWorthShowing(line))
                context.Terminal.Line(name, line);
        });
        _child = child;

        // A stop that came while it was being started has not seen it. It has done nothing yet that it would have to save.
        if (_stopping.IsCancellationRequested)
            child.Kill();
        await context.Records.AddAsync(name, child.Pid, SavesAtItsEnd);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        var readiness = WaitUntilReadyAsync(ended.Token);
        if (await Task.WhenAny(child.Ended, readiness) == readiness && await readiness)
        {
            if (!_ready.TrySetResult())
                context.Terminal.Say(string.Create(CultureInfo.InvariantCulture, $"{name} is ready again ({clock.Elapsed.TotalSeconds:0.0} s)"));
        }

        var end = await child.Ended;
        await ended.CancelAsync();
        await readiness;
        context.Records.Remove(name);
        return end;
    }

    private async Task<bool> WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            var clock = Stopwatch.StartNew();
            while (await ProbeAsync(cancellationToken) is { } missing)
            {
                WaitingFor = clock.Elapsed > ReportInterval ? missing : null;
                await Task.Delay(ProbeInterval, cancellationToken);
            }

            WaitingFor = null;
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private string Obituary(ChildEnd end, string rest)
    {
        // A stack trace stands in the log above; what came before it says more.
        var lines = end.LastLines.Where(line => IsWorthShowing(line) && !line.TrimStart().StartsWith("at ", StringComparison.Ordinal)).TakeLast(LinesShown).ToList();
        return $"{name} {end.Reason} {rest}{(lines.Count > 0 ? ". Its last lines:" : string.Empty)}{string.Concat(lines.Select(line => $"{Environment.NewLine}         | {Shorten(line)}"))}";
    }

    private static string Shorten(string line) => line.Length <= LineLength ? line : $"{line[..LineLength]}…";
}
