using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker.Embedded;

/// <summary>
/// Owns the functions of one or more kinds of trigger and runs them through <see cref="FunctionRunner"/>.
/// The host calls <see cref="Claims"/> and <see cref="BindTrigger"/> for each function, then <see cref="PrepareAsync"/> before anything of the
/// application has started, <see cref="StartAsync"/> when everything has, and <see cref="StopAsync"/> first of all when the host stops.
/// </summary>
internal interface ITriggerListener
{
    /// <summary>Whether this listener runs functions with that trigger attribute.</summary>
    bool Claims(TriggerBindingAttribute trigger);

    /// <summary>
    /// Makes what fills the trigger's parameter. Null when the parameter's type is not supported; an <see cref="InvalidOperationException"/> says
    /// what else is wrong with the trigger. Either stops the start with a message that names function and parameter.
    /// </summary>
    ParameterBinder? BindTrigger(FunctionDescriptor function);

    /// <summary>Checks settings and takes its functions; an exception stops the start. Called even when <paramref name="functions"/> is empty.</summary>
    Task PrepareAsync(IReadOnlyList<FunctionDescriptor> functions, CancellationToken cancellationToken);

    /// <summary>Begins to take work; must not block until work comes.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Takes no more work; running invocations are awaited by the host.</summary>
    Task StopAsync(CancellationToken cancellationToken);
}
