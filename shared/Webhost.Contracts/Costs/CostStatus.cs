using System.Text.Json.Serialization;

namespace Webhost.Contracts.Costs;

/// <summary>How sure a cost is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CostStatus>))]
public enum CostStatus
{
    /// <summary>An estimate from published prices; the provider has stated nothing yet.</summary>
    [JsonStringEnumMemberName("estimated")] Estimated,

    /// <summary>The provider has stated a part of it.</summary>
    [JsonStringEnumMemberName("partlyReconciled")] PartlyReconciled,

    /// <summary>The provider has stated all of it.</summary>
    [JsonStringEnumMemberName("reconciled")] Reconciled,
}
