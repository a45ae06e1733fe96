using Webhost.Core.Providers;

namespace Webhost.Core.Costs;

/// <summary>The quantities that a price can be for, by the names that price tables use.</summary>
internal static class PricedQuantity
{
    private static readonly Dictionary<string, Func<UsageQuantities, long>> ByName = new(StringComparer.Ordinal)
    {
        ["requests"] = usage => usage.Requests,
        ["computeMs"] = usage => usage.ComputeMs,
        ["tokens"] = usage => usage.Tokens,
        ["toolCalls"] = usage => usage.ToolCalls,
        ["durableObjectOps"] = usage => usage.DurableObjectOps,
        ["workersAICalls"] = usage => usage.WorkersAICalls,
        ["sessionDurationMs"] = usage => usage.SessionDurationMs,
        ["browserInteractions"] = usage => usage.BrowserInteractions,
    };

    /// <summary>All names, for messages.</summary>
    public static string Names => string.Join(", ", ByName.Keys);

    /// <summary>Whether there is a quantity of that name.</summary>
    public static bool Exists(string name) => ByName.ContainsKey(name);

    /// <summary>How much of it was used.</summary>
    public static long Of(string name, UsageQuantities usage) => ByName[name](usage);
}
