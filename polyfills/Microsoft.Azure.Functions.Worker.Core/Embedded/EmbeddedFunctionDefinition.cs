using System.Collections.Immutable;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker.Embedded;

internal sealed class EmbeddedFunctionDefinition : FunctionDefinition
{
    private const string ReturnName = "$return";

    public EmbeddedFunctionDefinition(string name, MethodInfo method)
    {
        Name = name;
        PathToAssembly = method.Module.FullyQualifiedName;
        EntryPoint = $"{method.DeclaringType!.FullName}.{method.Name}";
        Id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{name} {PathToAssembly} {EntryPoint}")).AsSpan(0, 8));

        ParameterInfo[] parameters = method.GetParameters();
        Parameters = [.. parameters.Select(Describe)];
        InputBindings = parameters
            .Select(parameter => (parameter, attribute: parameter.GetCustomAttribute<BindingAttribute>()))
            .Where(pair => pair.attribute is not null)
            .ToImmutableDictionary(
                pair => pair.parameter.Name!,
                BindingMetadata (pair) => new Binding(pair.parameter.Name!, BindingType(pair.attribute!), BindingDirection.In),
                StringComparer.OrdinalIgnoreCase);
        OutputBindings = InputBindings.Values.Any(binding => binding.Type == "httpTrigger")
            ? ImmutableDictionary<string, BindingMetadata>.Empty.Add(ReturnName, new Binding(ReturnName, "http", BindingDirection.Out))
            : ImmutableDictionary<string, BindingMetadata>.Empty;
    }

    public override ImmutableArray<FunctionParameter> Parameters { get; }

    public override string PathToAssembly { get; }

    public override string EntryPoint { get; }

    public override string Id { get; }

    public override string Name { get; }

    public override IImmutableDictionary<string, BindingMetadata> InputBindings { get; }

    public override IImmutableDictionary<string, BindingMetadata> OutputBindings { get; }

    private static FunctionParameter Describe(ParameterInfo parameter)
    {
        BindingAttribute? attribute = parameter.GetCustomAttribute<BindingAttribute>();
        return new(
            parameter.Name!,
            parameter.ParameterType,
            parameter.HasDefaultValue,
            parameter.HasDefaultValue ? parameter.DefaultValue : null,
            attribute is null ? ImmutableDictionary<string, object>.Empty : ImmutableDictionary<string, object>.Empty.Add("bindingAttribute", attribute));
    }

    // HttpTriggerAttribute is "httpTrigger", DurableClientAttribute "durableClient".
    private static string BindingType(BindingAttribute attribute)
    {
        string name = attribute.GetType().Name;
        if (name.EndsWith(nameof(Attribute), StringComparison.Ordinal))
            name = name[..^nameof(Attribute).Length];
        if (attribute is InputBindingAttribute && name.EndsWith("Input", StringComparison.Ordinal))
            name = name[..^"Input".Length];
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    private sealed class Binding(string name, string type, BindingDirection direction) : BindingMetadata
    {
        public override string Name => name;

        public override string Type => type;

        public override BindingDirection Direction => direction;
    }
}
