using System.Collections.Immutable;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Describes a function: where its code is and what is bound to it.</summary>
public abstract class FunctionDefinition
{
    /// <summary>The method's parameters, in order.</summary>
    public abstract ImmutableArray<FunctionParameter> Parameters { get; }

    /// <summary>Path of the assembly that holds the method.</summary>
    public abstract string PathToAssembly { get; }

    /// <summary>Full name of class and method.</summary>
    public abstract string EntryPoint { get; }

    /// <summary>Stable id of the function.</summary>
    public abstract string Id { get; }

    /// <summary>The function's unique name.</summary>
    public abstract string Name { get; }

    /// <summary>Bindings into the function, by parameter name.</summary>
    public abstract IImmutableDictionary<string, BindingMetadata> InputBindings { get; }

    /// <summary>Bindings out of the function, by name.</summary>
    public abstract IImmutableDictionary<string, BindingMetadata> OutputBindings { get; }
}
