using System.Text.Json.Serialization;

namespace Webhost.Contracts.UsageReports;

/// <summary>The body of <c>PUT /v1/billing/spend-cap</c>.</summary>
public sealed record SpendCapRequest
{
    /// <summary>The most US dollars, estimated, that a billing period may cost; null for no cap. It must be there: a cap is not taken away by an oversight.</summary>
    public decimal? Usd
    {
        get;
        set
        {
            field = value;
            IsGiven = true;
        }
    }

    /// <summary>Whether <see cref="Usd"/> was there.</summary>
    [JsonIgnore]
    public bool IsGiven { get; private set; }
}
