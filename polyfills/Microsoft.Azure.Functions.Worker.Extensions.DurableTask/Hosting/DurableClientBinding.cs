using System.Reflection;
using Microsoft.Azure.Functions.Worker.Embedded;
using Microsoft.DurableTask.Client;

namespace Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Hosting;

/// <summary>Fills parameters with <c>[DurableClient]</c>.</summary>
internal sealed class DurableClientBinding(DurableEngine engine) : IInputBinding
{
    private FunctionsDurableTaskClient? _client;

    public ParameterBinder? TryBind(FunctionDescriptor function, ParameterInfo parameter)
    {
        if (parameter.GetCustomAttribute<DurableClientAttribute>() is not { } attribute)
            return null;
        if (parameter.ParameterType != typeof(DurableTaskClient))
            throw new InvalidOperationException($"a durable client is a {nameof(DurableTaskClient)}, not a {parameter.ParameterType}.");
        if (attribute.TaskHub is { } hub && !string.Equals(hub, engine.Settings.HubName, StringComparison.OrdinalIgnoreCase))
            throw new InvalidOperationException($"the embedded host has the one task hub '{engine.Settings.HubName}'; '{hub}' cannot be reached.");
        if (attribute.ConnectionName is { } connection && !string.Equals(connection, engine.Settings.ConnectionName, StringComparison.Ordinal))
            throw new InvalidOperationException($"the embedded host has the one connection '{engine.Settings.ConnectionName}'; '{connection}' cannot be used.");

        engine.IsClientUsed = true;
        return _ => ValueTask.FromResult<object?>(_client ??= engine.ClientForBinding());
    }
}
