using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Webhost.Contracts.UsageReports;

/// <summary>What was used on a day.</summary>
public sealed record DayUsageAmounts : UsageAmounts
{
    /// <summary>Without amounts yet.</summary>
    [JsonConstructor]
    public DayUsageAmounts()
    {
    }

    /// <summary>With these amounts.</summary>
    [SetsRequiredMembers]
    public DayUsageAmounts(DateOnly day, UsageAmounts amounts)
        : base(amounts) => Day = day;

    /// <summary>The day in UTC.</summary>
    public required DateOnly Day { get; init; }
}
