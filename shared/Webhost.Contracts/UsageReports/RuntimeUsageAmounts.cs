using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Webhost.Contracts.UsageReports;

/// <summary>What was used on a runtime.</summary>
public sealed record RuntimeUsageAmounts : UsageAmounts
{
    /// <summary>Without amounts yet.</summary>
    [JsonConstructor]
    public RuntimeUsageAmounts()
    {
    }

    /// <summary>With these amounts.</summary>
    [SetsRequiredMembers]
    public RuntimeUsageAmounts(string runtimeProvider, UsageAmounts amounts)
        : base(amounts) => RuntimeProvider = runtimeProvider;

    /// <summary>The runtime.</summary>
    public required string RuntimeProvider { get; init; }
}
