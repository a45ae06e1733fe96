using Spectre.Console;
using Webhost.Cli.Shell;
using Webhost.Contracts.Deployments;

namespace Webhost.Cli.Deployments;

/// <summary>Shows a deployment's phases as they come.</summary>
internal sealed class DeploymentWatch(Terminal terminal, TimeProvider time)
{
    private DeploymentPhase? phase;
    private long phaseStart;

    /// <summary>Shows what is reported until the deployment has ended.</summary>
    public async Task<Deployment> RunAsync(IAsyncEnumerable<DeploymentEvent> reports, CancellationToken cancellationToken)
    {
        if (!terminal.Live)
        {
            return await ConsumeAsync(reports, static _ => { }, cancellationToken);
        }

        return await terminal.Progress.Status().Spinner(Spinner.Known.Dots).StartAsync(
            "starting", context => ConsumeAsync(reports, text => context.Status(Markup.Escape(text)), cancellationToken));
    }

    private async Task<Deployment> ConsumeAsync(IAsyncEnumerable<DeploymentEvent> reports, Action<string> show, CancellationToken cancellationToken)
    {
        await foreach (var report in reports.WithCancellation(cancellationToken))
        {
            switch (report)
            {
                case DeploymentEvent.Progressed { Progress: var progress }:
                    Enter(progress.Phase);
                    show($"{progress.PercentComplete,3}%  {PhaseText.Of(progress.Phase)}{(progress.Message is null ? string.Empty : $": {progress.Message}")}");
                    break;
                case DeploymentEvent.Logged { Line: { Level: not ("info" or "debug") } line }:
                    terminal.Info($"  {line.Level}: {line.Message}");
                    break;
                case DeploymentEvent.Ended { Deployment: var deployment }:
                    Leave(deployment.Status is DeploymentStatus.Failed or DeploymentStatus.Cancelled ? "✗" : "✓");
                    return deployment;
                default:
                    break;
            }
        }

        throw new InvalidOperationException("A followed deployment always ends.");
    }

    private void Enter(DeploymentPhase next)
    {
        if (phase == next)
        {
            return;
        }

        Leave("✓");
        phase = next is DeploymentPhase.Done ? null : next;
        phaseStart = time.GetTimestamp();
    }

    private void Leave(string mark)
    {
        if (phase is { } ended)
        {
            terminal.Info($"{mark} {PhaseText.Of(ended),-9} {time.GetElapsedTime(phaseStart).TotalSeconds,6:0.00} s");
            phase = null;
        }
    }
}
