using Microsoft.DurableTask.Worker.Engine;

namespace Microsoft.DurableTask.Tests;

/// <summary>Short ways to register test code.</summary>
internal static class RegistryExtensions
{
    public static TaskRegistry Orchestrator<T>(this TaskRegistry tasks, string name, Func<TaskOrchestrationContext, Task<T>> code) =>
        tasks.AddOrchestrator(name, async (context, _) => await code(context));

    public static TaskRegistry ActivityAsync<TIn, TOut>(this TaskRegistry tasks, string name, Func<TIn, Task<TOut>> code) =>
        tasks.AddActivity(name, async (call, _) => await code(Converters.JsonDataConverter.Default.Deserialize<TIn>(call.Input)!));

    public static TaskRegistry Activity<TIn, TOut>(this TaskRegistry tasks, string name, Func<TIn, TOut> code) =>
        tasks.ActivityAsync<TIn, TOut>(name, input => Task.FromResult(code(input)));
}
