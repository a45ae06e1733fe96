namespace Microsoft.Azure.Functions.Worker.Embedded;

/// <summary>The classes that may hold functions; tests register their own instead of an application's.</summary>
internal sealed record FunctionTypes(IReadOnlyList<Type> Types);
