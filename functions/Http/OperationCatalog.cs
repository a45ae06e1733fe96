using System.Collections.Frozen;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Webhost.Functions.Http;

/// <summary>All HTTP functions of this application, by name. One without an <see cref="OperationAttribute"/> stops the start: nothing is open by oversight.</summary>
internal sealed class OperationCatalog
{
    private readonly FrozenDictionary<string, Operation> operations = Find().ToFrozenDictionary(operation => operation.Name, StringComparer.Ordinal);

    /// <summary>All operations.</summary>
    public IEnumerable<Operation> All => operations.Values;

    /// <summary>The operation of a function; null for a function that is not called over HTTP.</summary>
    public Operation? Find(string functionName) => operations.GetValueOrDefault(functionName);

    /// <summary>The methods that a path takes, in capitals; none for a path that is unknown here, as operators' are to everybody else.</summary>
    public IReadOnlyList<string> MethodsOf(PathString path) =>
        [.. All.Where(operation => operation.Description is { Hidden: false, Access: not Access.Operator } && operation.Serves(path))
            .SelectMany(operation => operation.Trigger.Methods ?? []).Select(method => method.ToUpperInvariant()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static IEnumerable<Operation> Find()
    {
        foreach (var method in typeof(OperationCatalog).Assembly.GetTypes().SelectMany(type => type.GetMethods()))
        {
            var trigger = method.GetParameters().Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>()).FirstOrDefault(attribute => attribute is not null);
            if (trigger is null || method.GetCustomAttribute<FunctionAttribute>() is not { } function)
            {
                continue;
            }

            yield return new Operation(
                function.Name,
                trigger,
                method.GetCustomAttribute<OperationAttribute>() ?? throw new InvalidOperationException($"The function '{function.Name}' has no [Operation], so nobody has decided who may call it."));
        }
    }
}
