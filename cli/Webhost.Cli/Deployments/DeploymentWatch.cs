using Spectre.Console;
using Webhost.Cli.Shell;
using Webhost.Contracts.Deployments;

namespace Webhost.Cli.Deployments;

/// <summary>Shows a deployment's phases as they come.</summary>
internal sealed class DeploymentWatch(Terminal terminal, TimeProvider time)
{
    private DeploymentPhase phase = DeploymentPhase.Queued;
    private long? phaseStart;

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
                    Reach(progress.Phase);
                    show($"{progress.PercentComplete,3}%  {ApiWord.Of(progress.Phase)}{(progress.Message is null ? string.Empty : $": {progress.Message}")}");
                    break;
                case DeploymentEvent.Logged { Line: { Level: "warn" } line }:
                    // Errors are part of how it ends, which is told there.
                    terminal.Info($"  {line.Level}: {ErrorReport.Indented(line.Message)}");
                    break;
                case DeploymentEvent.Ended { Deployment: var deployment }:
                    End(deployment);
                    return deployment;
                default:
                    break;
            }
        }

        throw new InvalidOperationException("A followed deployment always ends.");
    }

    /// <summary>Ticks off what has been passed; phases that were too quick to be reported have no time of their own.</summary>
    private void Reach(DeploymentPhase next)
    {
        for (; phase < next; phase++)
        {
            if (phase is not DeploymentPhase.Queued)
            {
                Tick("✓");
            }

            phaseStart = null;
        }

        phaseStart ??= time.GetTimestamp();
    }

    private void End(Deployment deployment)
    {
        var failed = deployment.Status is DeploymentStatus.Failed or DeploymentStatus.Cancelled;
        Reach(failed ? deployment.Phase : DeploymentPhase.Done);
        if (failed && phase is not DeploymentPhase.Done)
        {
            Tick("✗");
        }
    }

    private void Tick(string mark) => terminal.Info(
        phaseStart is { } start ? $"{mark} {ApiWord.Of(phase),-9} {time.GetElapsedTime(start).TotalSeconds,6:0.00} s" : $"{mark} {ApiWord.Of(phase)}");
}
