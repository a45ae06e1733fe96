using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests.Billing;

/// <summary>A stack with billing on, and the payment provider that it is pointed at.</summary>
public sealed class BillingStack : IAsyncLifetime
{
    private LocalStack? stack;
    private PaymentProvider? provider;

    public LocalStack Stack => stack ?? throw new InvalidOperationException("The stack has not started.");

    internal PaymentProvider Provider => provider ?? throw new InvalidOperationException("The payment provider has not started.");

    public async Task InitializeAsync()
    {
        provider = await PaymentProvider.StartAsync();
        stack = await LocalStack.StartAsync(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["LemonSqueezy__ApiBaseUrl"] = provider.Address.ToString(),
            ["LemonSqueezy__ApiKey"] = PaymentProvider.ApiKey,
            ["LemonSqueezy__StoreId"] = "7",
            ["LemonSqueezy__WebhookSecret"] = PaymentProvider.Secret,
            ["LemonSqueezy__TestMode"] = "true",
            ["LemonSqueezy__Variants__starter"] = "101",
            ["LemonSqueezy__Variants__pro"] = "102",
            ["LemonSqueezy__Variants__enterprise"] = "103",
            ["BillingReconcileSchedule"] = "*/5 * * * * *",
        });
    }

    public async Task DisposeAsync()
    {
        if (stack is not null)
        {
            await stack.DisposeAsync();
        }

        if (provider is not null)
        {
            await provider.DisposeAsync();
        }
    }

    /// <summary>A client for a user that no other test has.</summary>
    public Task<ApiClient> NewUserAsync() => Stack.SignInAsync($"user{Guid.NewGuid():n}"[..20]);
}
