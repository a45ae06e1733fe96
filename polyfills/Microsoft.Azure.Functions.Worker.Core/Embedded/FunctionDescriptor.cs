using System.Reflection;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Azure.Functions.Worker.Embedded;

/// <summary>A function as the host found it, ready to be called without reflection.</summary>
internal sealed class FunctionDescriptor
{
    /// <summary>The function's unique name.</summary>
    public required string Name { get; init; }

    /// <summary>The method behind it.</summary>
    public required MethodInfo Method { get; init; }

    /// <summary>The parameter that has the trigger attribute.</summary>
    public required ParameterInfo TriggerParameter { get; init; }

    /// <summary>The trigger attribute.</summary>
    public required TriggerBindingAttribute Trigger { get; init; }

    /// <summary>What the application sees of the function.</summary>
    public required FunctionDefinition Definition { get; init; }

    /// <summary>Calls the method on an instance (null for a static method) with arguments in parameter order; gives what it returns, awaited.</summary>
    public required Func<object?, object?[], ValueTask<object?>> Call { get; init; }

    /// <summary>Makes an instance of the function's class with constructor injection; null for a static method.</summary>
    public required ObjectFactory? CreateInstance { get; init; }

    /// <summary>One binder for each parameter, in order.</summary>
    public IReadOnlyList<ParameterBinder> Binders { get; set; } = [];
}
