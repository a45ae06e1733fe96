using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests.Accounts;

/// <summary>A stack on which an account's deletion does not wait long for what might still be under way.</summary>
public sealed class AccountStack : SharedStack
{
    internal PaymentSandbox Payments => new(Stack);

    protected override Task<LocalStack> StartAsync() => LocalStack.StartAsync(new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Accounts__SettlingSeconds"] = "2",
        ["Accounts__LateSeconds"] = "8",
        ["BillingReconcileSchedule"] = "*/5 * * * * *",
        ["Plans__free__agentCore"] = "included",
        ["Plans__free__agentCoreAgents"] = "10",
    });
}
