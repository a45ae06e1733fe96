namespace Webhost.Providers.AgentCore.Building;

/// <summary>What a build tells the deployments that are made from it.</summary>
internal sealed record BuildFacts
{
    private const string RuntimeKey = "codeRuntime";
    private const string EntryKey = "entryPoint";
    private const string HashKey = "sha256";
    private const string ImageKey = "containerUri";

    /// <summary>The language and its version; null for an image.</summary>
    public string? CodeRuntime { get; init; }

    /// <summary>The file to start; null for an image.</summary>
    public string? EntryPoint { get; init; }

    /// <summary>The archive's hash, lower-case hexadecimal; null for an image.</summary>
    public string? Hash { get; init; }

    /// <summary>The image; null for code.</summary>
    public string? ContainerUri { get; init; }

    public IReadOnlyDictionary<string, string> ToDictionary()
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in (IEnumerable<(string, string?)>)[(RuntimeKey, CodeRuntime), (EntryKey, EntryPoint), (HashKey, Hash), (ImageKey, ContainerUri)])
        {
            if (value is not null)
            {
                facts[key] = value;
            }
        }

        return facts;
    }

    public static BuildFacts Parse(IReadOnlyDictionary<string, string> facts) => new()
    {
        CodeRuntime = facts.GetValueOrDefault(RuntimeKey),
        EntryPoint = facts.GetValueOrDefault(EntryKey),
        Hash = facts.GetValueOrDefault(HashKey),
        ContainerUri = facts.GetValueOrDefault(ImageKey),
    };
}
