namespace Microsoft.Azure.Functions.Worker.Embedded;

/// <summary>What a trigger listener gives the runner for one invocation.</summary>
internal sealed class FunctionInvocation
{
    /// <summary>What started the function; the trigger's binder reads it from <see cref="EmbeddedFunctionContext.TriggerValue"/>.</summary>
    public object? TriggerValue { get; init; }

    /// <summary>The invocation's id; a new one when null.</summary>
    public string? Id { get; init; }

    /// <summary>Makes <see cref="BindingContext.BindingData"/> when somebody asks for it.</summary>
    public Func<IReadOnlyDictionary<string, object?>>? BindingData { get; init; }

    /// <summary>The W3C trace parent; the current activity's, or a new one, when null.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The W3C trace state.</summary>
    public string? TraceState { get; init; }

    /// <summary>Attempts before this one.</summary>
    public int RetryCount { get; init; }

    /// <summary>Attempts allowed after the first.</summary>
    public int MaxRetryCount { get; init; }

    /// <summary>False when the caller handles and logs the failure itself, for instance an orchestrator that only waits.</summary>
    public bool LogFailure { get; init; } = true;

    /// <summary>False when <c>functionTimeout</c> doesn't apply.</summary>
    public bool HasTimeout { get; init; } = true;
}
