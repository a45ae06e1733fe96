using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests.Billing;

/// <summary>A stack with billing on, and the payment provider that it is pointed at.</summary>
public sealed class BillingStack : SharedStack
{
    private PaymentProvider? provider;

    internal PaymentProvider Provider => provider ?? throw new InvalidOperationException("The payment provider has not started.");

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        if (provider is not null)
        {
            await provider.DisposeAsync();
        }
    }

    protected override async Task<LocalStack> StartAsync()
    {
        provider = await PaymentProvider.StartAsync();
        return await LocalStack.StartAsync(new Dictionary<string, string>(StringComparer.Ordinal)
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
}
