namespace Microsoft.Azure.Functions.Worker.Embedded;

/// <summary>Makes the value of one parameter for one invocation. Made once at start, so it should have looked up all it can.</summary>
/// <param name="context">The invocation; its trigger value is <see cref="EmbeddedFunctionContext.TriggerValue"/>.</param>
/// <returns>The value; never null for a parameter of a non-nullable value type.</returns>
internal delegate ValueTask<object?> ParameterBinder(EmbeddedFunctionContext context);
