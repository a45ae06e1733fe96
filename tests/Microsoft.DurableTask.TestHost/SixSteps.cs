using Microsoft.DurableTask.Worker.Engine;

namespace Microsoft.DurableTask.TestHost;

/// <summary>An orchestration of six activities in a row, with points of death in each and between any two.</summary>
internal static class SixSteps
{
    public const string Name = "SixSteps";
    public const int Steps = 6;

    /// <summary>Adds the orchestrator and its activity.</summary>
    public static TaskRegistry Register(TaskRegistry tasks, Effects effects) => tasks
        .AddOrchestrator(Name, async (context, _) =>
        {
            List<int> results = [];
            for (var step = 1; step <= Steps; step++)
            {
                results.Add(await context.CallActivityAsync<int>("Step", step));
                // The result has come in, and nothing of this turn is stored.
                if (!context.IsReplaying)
                    effects.Death.At($"between-{step}");
                context.SetCustomStatus(step);
            }

            return results;
        })
        .AddOrchestrator("SlowSteps", async (context, _) =>
        {
            for (var step = 1; step <= Steps; step++)
            {
                await context.CallActivityAsync<int>("Step", step);
                await context.CreateTimer(TimeSpan.FromMilliseconds(context.GetInput<int>()), CancellationToken.None);
            }

            return Steps;
        })
        .AddActivity("Step", async (call, cancellationToken) =>
        {
            var step = int.Parse(call.Input!, System.Globalization.CultureInfo.InvariantCulture);
            effects.Death.At($"before-{step}");
            await effects.MakeAsync(call.InstanceId, step, cancellationToken);
            effects.Death.At($"after-{step}");
            return step * 10;
        });
}
