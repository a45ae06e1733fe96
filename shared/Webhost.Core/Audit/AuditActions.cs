namespace Webhost.Core.Audit;

/// <summary>The names of what is audited, and of the kinds of targets.</summary>
public static class AuditActions
{
    public const string AgentCreate = "agent.create";
    public const string AgentUpdate = "agent.update";
    public const string AgentDisable = "agent.disable";
    public const string AgentEnable = "agent.enable";
    public const string AgentClone = "agent.clone";
    public const string AgentDelete = "agent.delete";

    /// <summary>A request to go back to a deployment; the flip that follows is an <see cref="AgentActivate"/> of its own.</summary>
    public const string AgentRollBack = "agent.rollback";

    /// <summary>A flip of the pointer that decides which deployment serves.</summary>
    public const string AgentActivate = "agent.activate";

    public const string ArtifactUpload = "artifact.upload";
    public const string DeploymentStart = "deployment.start";
    public const string DeploymentCancel = "deployment.cancel";
    public const string DeploymentEnd = "deployment.end";
    public const string SecretSet = "secret.set";
    public const string SecretDelete = "secret.delete";
    public const string ApiKeyCreate = "apiKey.create";
    public const string ApiKeyRotate = "apiKey.rotate";
    public const string ApiKeyRevoke = "apiKey.revoke";
    public const string AccountExport = "account.export";
    public const string AccountDelete = "account.delete";

    /// <summary>The end of a deletion, in what is kept under the pseudonym.</summary>
    public const string AccountErase = "account.erase";

    public const string SpendCapSet = "billing.spendCap";
    public const string AlertsSet = "billing.alerts";
    public const string CheckoutOpen = "billing.checkout";

    /// <summary>A request to change a subscription; what the account has by it is a <see cref="PlanChange"/> of its own.</summary>
    public const string SubscriptionChange = "billing.subscription";

    /// <summary>An operator says whose a subscription is.</summary>
    public const string SubscriptionAttach = "billing.attach";

    /// <summary>An operator lets stored events be processed again.</summary>
    public const string EventReplay = "billing.replay";

    /// <summary>What an account may use changes: its plan, its add-ons, its time of grace.</summary>
    public const string PlanChange = "billing.plan";

    /// <summary>Something that the payment provider said of an account's money.</summary>
    public const string BillingEvent = "billing.event";

    /// <summary>The payment provider is told what was used.</summary>
    public const string UsageReport = "billing.usage";

    public const string Account = "account";
    public const string Agent = "agent";
    public const string Artifact = "artifact";
    public const string Deployment = "deployment";
    public const string Secret = "secret";
    public const string ApiKey = "apiKey";
    public const string Billing = "billing";
}
