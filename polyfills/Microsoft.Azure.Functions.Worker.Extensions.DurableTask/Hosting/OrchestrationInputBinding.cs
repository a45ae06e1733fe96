using System.Reflection;
using Microsoft.Azure.Functions.Worker.Embedded;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.DurableTask.Worker.Replay;

namespace Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Hosting;

/// <summary>Fills the parameter of an orchestrator function that takes the orchestration's input: the first one that nothing else fills.</summary>
internal sealed class OrchestrationInputBinding : IInputBinding
{
    public ParameterBinder? TryBind(FunctionDescriptor function, ParameterInfo parameter)
    {
        if (function.Trigger is not OrchestrationTriggerAttribute || parameter != function.Method.GetParameters().FirstOrDefault(IsFree))
            return null;
        var type = parameter.ParameterType;
        var absent = parameter.HasDefaultValue && parameter.DefaultValue is { } value
            ? value
            : type.IsValueType && Nullable.GetUnderlyingType(type) is null ? Activator.CreateInstance(type) : null;
        return context => ValueTask.FromResult(((ReplayContext)context.TriggerValue!).GetInput(type) ?? absent);
    }

    private static bool IsFree(ParameterInfo parameter) =>
        !parameter.IsDefined(typeof(BindingAttribute)) && parameter.ParameterType != typeof(FunctionContext) && parameter.ParameterType != typeof(CancellationToken);
}
