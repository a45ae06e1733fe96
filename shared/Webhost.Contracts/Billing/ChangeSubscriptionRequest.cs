namespace Webhost.Contracts.Billing;

/// <summary>The body of <c>POST /v1/billing/subscription</c>: absent members stay as they are.</summary>
public sealed record ChangeSubscriptionRequest
{
    /// <summary>The plan to change to. A larger one begins at once and is charged at once for the rest of the period; a smaller one follows when the paid period ends.</summary>
    public string? Tier { get; init; }

    /// <summary>For how many agents on AgentCore to pay beside the plan.</summary>
    public int? AgentCoreAddOns { get; init; }
}
