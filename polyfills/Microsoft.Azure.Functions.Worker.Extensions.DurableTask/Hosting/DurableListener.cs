using Microsoft.Azure.Functions.Worker.Embedded;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Worker.Engine;

namespace Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Hosting;

/// <summary>Owns the orchestrator and activity functions.</summary>
internal sealed class DurableListener(DurableEngine engine, DurableFunctions functions) : ITriggerListener
{
    public bool Claims(TriggerBindingAttribute trigger) => trigger is OrchestrationTriggerAttribute or ActivityTriggerAttribute;

    public ParameterBinder? BindTrigger(FunctionDescriptor function)
    {
        var type = function.TriggerParameter.ParameterType;
        if (function.Trigger is ActivityTriggerAttribute)
            return BindInput(type);
        return type == typeof(TaskOrchestrationContext) ? static context => ValueTask.FromResult(context.TriggerValue) : null;
    }

    public Task PrepareAsync(IReadOnlyList<FunctionDescriptor> functionsOfThis, CancellationToken cancellationToken)
    {
        TaskRegistry tasks = new();
        foreach (var function in functionsOfThis)
        {
            try
            {
                Add(tasks, function);
            }
            catch (ArgumentException exception)
            {
                throw new InvalidOperationException($"Function '{function.Name}': an orchestrator or activity of its name exists already.", exception);
            }
        }

        return tasks.IsEmpty && !engine.IsClientUsed ? Task.CompletedTask : engine.PrepareAsync(tasks, cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => engine.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => engine.StopAsync(cancellationToken);

    private void Add(TaskRegistry tasks, FunctionDescriptor function)
    {
        if (function.Trigger is ActivityTriggerAttribute activity)
            tasks.AddActivity(activity.Activity ?? function.Name, functions.Activity(function));
        else
            tasks.AddOrchestrator(((OrchestrationTriggerAttribute)function.Trigger).Orchestration ?? function.Name, functions.Orchestrator(function));
    }

    private ParameterBinder BindInput(Type type)
    {
        if (type == typeof(FunctionContext))
            return static context => ValueTask.FromResult<object?>(context);
        var absent = type.IsValueType && Nullable.GetUnderlyingType(type) is null ? Activator.CreateInstance(type) : null;
        return context => ValueTask.FromResult(engine.Converter.Deserialize(((ActivityCall)context.TriggerValue!).Input, type) ?? absent);
    }
}
