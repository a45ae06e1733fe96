namespace Webhost.Providers.Cloudflare.Building;

/// <summary>What matters here of a bundle's own wrangler configuration.</summary>
internal sealed record WranglerConfig
{
    /// <summary>The file, relative to the source's root.</summary>
    public required string File { get; init; }

    /// <summary>Relative to the source's root.</summary>
    public string? Main { get; init; }

    public string? CompatibilityDate { get; init; }

    public IReadOnlyList<string> CompatibilityFlags { get; init; } = [];

    public IReadOnlyList<DurableObjectBinding> DurableObjects { get; init; } = [];

    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Those of the variables that are no texts there; their value is JSON.</summary>
    public IReadOnlyList<string> JsonVariables { get; init; } = [];

    public string? AiBinding { get; init; }

    /// <summary>What it wants of the bundler.</summary>
    public IReadOnlyList<string> BundlerFlags { get; init; } = [];

    /// <summary>Members that ask for what agents are not given here.</summary>
    public IReadOnlyList<string> Unsupported { get; init; } = [];
}
