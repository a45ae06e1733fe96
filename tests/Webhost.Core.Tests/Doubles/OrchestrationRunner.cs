using Webhost.Core.Accounts;
using Webhost.Core.AsyncInvocations;
using Webhost.Core.Deployments;

namespace Webhost.Core.Tests.Doubles;

/// <summary>
/// Takes the steps of what was started in the order in which the orchestrations of the control plane take them. A step that dies is taken again from its
/// beginning, as the durable engine does.
/// </summary>
internal sealed class OrchestrationRunner(World world)
{
    private const int Attempts = 4;

    /// <summary>Runs everything that was started and has not ended, oldest first, until there is nothing more.</summary>
    public async Task RunAllAsync()
    {
        while (world.Orchestrations.Started.Values.Where(item => !world.Orchestrations.Ended.ContainsKey(item.Id)).MinBy(item => item.Id, StringComparer.Ordinal) is { } item)
        {
            await RunAsync(item);
            world.Orchestrations.Ended[item.Id] = true;
        }
    }

    private async Task RunAsync(PendingItem item)
    {
        switch (item.Kind)
        {
            case PendingKind.Deploy:
                await DeployAsync(new StepInput { UserId = item.UserId, AgentId = item.AgentId, DeploymentId = item.Id });
                break;
            case PendingKind.RollBack:
                await RollBackAsync(item);
                break;
            case PendingKind.Export:
                await ExportAsync(item);
                break;
            case PendingKind.DeleteAccount:
                await DeleteAccountAsync(item);
                break;
            case PendingKind.Invoke:
                await InvokeAsync(item);
                break;
            default:
                await AgainAsync(() => world.Get<AgentRemoval>().RemoveFromProvidersAsync(item, default));
                await AgainAsync(() => world.Get<AgentRemoval>().RemoveStoredAsync(item, default));
                break;
        }
    }

    private async Task DeployAsync(StepInput step)
    {
        var pipeline = world.Get<DeploymentPipeline>();
        var end = world.Get<DeploymentEnd>();
        Func<Task<StepOutcome>>[] steps =
        [
            () => pipeline.AcquireAsync(step, default),
            () => pipeline.ValidateAsync(step, default),
            () => pipeline.BundleAsync(step, default),
            () => pipeline.PublishAsync(step, default),
            () => pipeline.ProbeAsync(step, default),
            () => pipeline.ActivateAsync(step, default),
        ];
        foreach (var take in steps)
        {
            var outcome = await AgainAsync(take);
            if (outcome.Busy)
            {
                throw new InvalidOperationException("Deployments run one after another here: nothing should be in the way.");
            }

            if (outcome.Failure is { } failure)
            {
                await AgainAsync(() => world.Get<DeploymentUndo>().CompensateAsync(step, default));
                await AgainAsync(() => end.RecordAsync(new DeploymentEnding { Step = step, Failure = failure }, default));
                return;
            }
        }
    }

    private async Task ExportAsync(PendingItem item)
    {
        for (var position = new ExportPosition(); !position.Written;)
        {
            await AgainAsync(async () =>
            {
                position = await world.Get<AccountExports>().WriteAsync(new ExportStep { Item = item, Position = position }, default);
                return StepOutcome.Done;
            });
        }

        await AgainAsync(() => world.Get<AccountExports>().AssembleAsync(item, default));
    }

    private async Task DeleteAccountAsync(PendingItem item)
    {
        var deletions = world.Get<AccountDeletions>();
        await AgainAsync(() => deletions.CancelSubscriptionsAsync(item, default));
        await AgainAsync(() => deletions.RemoveCredentialsAsync(item, default));
        while ((await AgainAsync(() => deletions.RemoveAgentsAsync(item, world.Get<IOrchestrations>(), default))).Busy)
        {
            foreach (var removal in world.Orchestrations.Started.Values.Where(other => other.Kind == PendingKind.Remove && !world.Orchestrations.Ended.ContainsKey(other.Id)).ToList())
            {
                await RunAsync(removal);
                world.Orchestrations.Ended[removal.Id] = true;
            }

            // What a crash left noted but not started.
            world.Clock.Advance(TimeSpan.FromMinutes(1));
            await AgainAsync(async () =>
            {
                await world.WatchAsync();
                return StepOutcome.Done;
            });
        }

        await AgainAsync(() => deletions.EraseAsync(item, default));
        await AgainAsync(() => deletions.FinishAsync(item, default));
        await AgainAsync(() => deletions.SweepAsync(item, default));
    }

    private async Task InvokeAsync(PendingItem item)
    {
        for (DateTimeOffset? at = world.Clock.GetUtcNow(); at is not null;)
        {
            world.Clock.Advance(at.Value > world.Clock.GetUtcNow() ? at.Value - world.Clock.GetUtcNow() : TimeSpan.Zero);
            await AgainAsync(async () =>
            {
                at = (await world.Get<AsyncInvocationRun>().ProceedAsync(item, world.Fuse.Dying)).LookAgainAt;
                return StepOutcome.Done;
            });
        }
    }

    private async Task RollBackAsync(PendingItem item)
    {
        var steps = world.Get<RollbackSteps>();
        var activated = await AgainAsync(() => steps.ActivateAsync(item, default));
        await AgainAsync(() => activated.Failure is null ? steps.FlipAsync(item, default) : steps.AbandonAsync(item, default));
    }

    private async Task<StepOutcome> AgainAsync(Func<Task<StepOutcome>> take)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await take();
            }
            catch (Exception exception) when (IsCrash(exception))
            {
                // Another process takes the step again.
                world.Fuse.Restart();
            }
            catch (TransientStepException exception) when (attempt >= Attempts)
            {
                return new StepOutcome { Failure = new StepFailure { Code = Contracts.Errors.ErrorCode.DeploymentFailed, Message = exception.Message, Retryable = true } };
            }
            catch (TransientStepException)
            {
                // Tried again.
            }
        }
    }

    // The watch goes on with its other notes when one can't be looked at, and tells of all of them together.
    private bool IsCrash(Exception exception) => exception is CrashException || (exception is OperationCanceledException && world.Fuse.IsDead) || (exception is AggregateException many && many.InnerExceptions.All(IsCrash));
}
