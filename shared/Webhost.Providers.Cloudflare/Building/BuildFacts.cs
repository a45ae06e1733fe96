using System.Globalization;
using System.Text.Json;

namespace Webhost.Providers.Cloudflare.Building;

/// <summary>What a build tells the deployments that are made from it.</summary>
internal sealed record BuildFacts
{
    public required string MainModule { get; init; }

    public required string Framework { get; init; }

    public required string CompatibilityDate { get; init; }

    public required IReadOnlyList<string> CompatibilityFlags { get; init; }

    public required IReadOnlyList<DurableObjectBinding> DurableObjects { get; init; }

    /// <summary>Plain variables of the bundle's own wrangler configuration; the agent's go before them.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    /// <summary>Those of the variables whose value is JSON, and not a text.</summary>
    public IReadOnlyList<string> JsonVariables { get; init; } = [];

    /// <summary>The name of a Workers AI binding; null for none.</summary>
    public string? AiBinding { get; init; }

    public required string ShimHash { get; init; }

    public required long BundleBytes { get; init; }

    public required long TotalBytes { get; init; }

    public IReadOnlyDictionary<string, string> ToDictionary()
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["mainModule"] = MainModule,
            ["framework"] = Framework,
            ["compatibilityDate"] = CompatibilityDate,
            ["compatibilityFlags"] = JsonSerializer.Serialize(CompatibilityFlags, BuildJson.Default.IReadOnlyListString),
            ["durableObjects"] = JsonSerializer.Serialize(DurableObjects, BuildJson.Default.IReadOnlyListDurableObjectBinding),
            ["variables"] = JsonSerializer.Serialize(Variables, BuildJson.Default.IReadOnlyDictionaryStringString),
            ["shimHash"] = ShimHash,
            ["bundleBytes"] = BundleBytes.ToString(CultureInfo.InvariantCulture),
            ["totalBytes"] = TotalBytes.ToString(CultureInfo.InvariantCulture),
        };
        if (JsonVariables.Count > 0)
        {
            facts["jsonVariables"] = JsonSerializer.Serialize(JsonVariables, BuildJson.Default.IReadOnlyListString);
        }

        if (AiBinding is not null)
        {
            facts["aiBinding"] = AiBinding;
        }

        return facts;
    }

    public static BuildFacts Parse(IReadOnlyDictionary<string, string> facts) => new()
    {
        MainModule = facts["mainModule"],
        Framework = facts["framework"],
        CompatibilityDate = facts["compatibilityDate"],
        CompatibilityFlags = JsonSerializer.Deserialize(facts["compatibilityFlags"], BuildJson.Default.IReadOnlyListString)!,
        DurableObjects = JsonSerializer.Deserialize(facts["durableObjects"], BuildJson.Default.IReadOnlyListDurableObjectBinding)!,
        Variables = JsonSerializer.Deserialize(facts["variables"], BuildJson.Default.IReadOnlyDictionaryStringString)!,
        JsonVariables = facts.GetValueOrDefault("jsonVariables") is { } names ? JsonSerializer.Deserialize(names, BuildJson.Default.IReadOnlyListString)! : [],
        AiBinding = facts.GetValueOrDefault("aiBinding"),
        ShimHash = facts["shimHash"],
        BundleBytes = long.Parse(facts["bundleBytes"], CultureInfo.InvariantCulture),
        TotalBytes = long.Parse(facts["totalBytes"], CultureInfo.InvariantCulture),
    };
}
