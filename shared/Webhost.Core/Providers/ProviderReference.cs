namespace Webhost.Core.Providers;

/// <summary>What a provider needs to find a deployment again (master spec §6.3 <c>providerRef</c>). Opaque to the control plane; holds no secret.</summary>
/// <param name="Values">Provider-specific names and values.</param>
public sealed record ProviderReference(IReadOnlyDictionary<string, string> Values)
{
    /// <summary>The value of a name; throws when it is missing, which is a defect.</summary>
    public string this[string name] => Values.TryGetValue(name, out var value) ? value : throw new InvalidOperationException($"The provider reference lacks '{name}'.");
}
