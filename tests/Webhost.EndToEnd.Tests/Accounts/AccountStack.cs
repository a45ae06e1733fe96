using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests.Accounts;

/// <summary>A stack on which an account's deletion does not wait long for what might still be under way.</summary>
public sealed class AccountStack : IAsyncLifetime
{
    private LocalStack? stack;

    public LocalStack Stack => stack ?? throw new InvalidOperationException("The stack has not started.");

    internal PaymentSandbox Payments => new(Stack);

    public async Task InitializeAsync() => stack = await LocalStack.StartAsync(new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Accounts__SettlingSeconds"] = "2",
        ["Accounts__LateSeconds"] = "8",
        ["BillingReconcileSchedule"] = "*/5 * * * * *",
        ["Plans__free__agentCore"] = "included",
        ["Plans__free__agentCoreAgents"] = "10",
    });

    public async Task DisposeAsync()
    {
        if (stack is not null)
        {
            await stack.DisposeAsync();
        }
    }
}
