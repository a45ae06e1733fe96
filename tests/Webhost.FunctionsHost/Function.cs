using System.Text.Json;
using Webhost.FunctionsHost.Protocol;

namespace Webhost.FunctionsHost;

/// <summary>A function as the worker describes it, with what the host needs of its bindings.</summary>
internal sealed class Function
{
    private readonly JsonElement trigger;

    private Function(RpcFunctionMetadata metadata, IReadOnlyList<JsonElement> bindings)
    {
        Metadata = metadata;
        trigger = bindings.Single(binding => Text(binding, "type")!.EndsWith("Trigger", StringComparison.Ordinal));
        ClientName = bindings.Where(binding => Text(binding, "type") == "durableClient").Select(binding => Text(binding, "name")).SingleOrDefault();
    }

    public RpcFunctionMetadata Metadata { get; }

    public string Id => Metadata.FunctionId;

    public string Name => Metadata.Name;

    /// <summary>Such as <c>httpTrigger</c>.</summary>
    public string Trigger => Text(trigger, "type")!;

    /// <summary>The parameter that gets the trigger's data.</summary>
    public string TriggerName => Text(trigger, "name")!;

    /// <summary>The parameter that gets the Durable client, or null.</summary>
    public string? ClientName { get; }

    public string? Route => Text(trigger, "route");

    public IEnumerable<string> Methods => trigger.GetProperty("methods").EnumerateArray().Select(method => method.GetString()!.ToUpperInvariant());

    /// <summary>A timer's schedule; a name in percent signs stands for a setting.</summary>
    public string Schedule => Text(trigger, "schedule")!;

    public static Function Of(RpcFunctionMetadata metadata, string directory)
    {
        var bindings = metadata.RawBindings.Select(raw => JsonElement.Parse(raw)).ToList();
        metadata.Directory = directory;
        foreach (var binding in bindings)
        {
            metadata.Bindings[Text(binding, "name")!] = new BindingInfo { Type = Text(binding, "type"), Direction = Enum.Parse<BindingInfo.Types.Direction>(Text(binding, "direction")!, ignoreCase: true) };
        }

        return new Function(metadata, bindings);
    }

    private static string? Text(JsonElement binding, string name) => binding.TryGetProperty(name, out var value) ? value.GetString() : null;
}
