using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Webhost.Contracts.Billing;
using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests.Accounts;

/// <summary>The payment sandbox of a stack: pays on its pages, and tells what its API says.</summary>
internal sealed class PaymentSandbox(LocalStack stack)
{
    /// <summary>Opens a page to pay on.</summary>
    public static async Task<string> OpenAsync(ApiClient user, string tier)
    {
        var link = await user.PostAsync<CheckoutRequest, CheckoutLink>("/v1/billing/checkout", new CheckoutRequest { Tier = tier });
        return link.Url.AbsolutePath.Split('/')[^1];
    }

    /// <summary>Pays on a page that was opened.</summary>
    /// <returns>The order and the subscription.</returns>
    public async Task<(string OrderId, string SubscriptionId)> PayAsync(string checkout)
    {
        using var http = await ClientAsync("admin.key");
        using var answer = await http.PostAsJsonAsync($"/local/checkouts/{checkout}/pay", new { email = "ada@example.org" });
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.True(answer.IsSuccessStatusCode, document.RootElement.ToString());
        return (document.RootElement.GetProperty("orderId").ToString(), document.RootElement.GetProperty("subscriptionId").ToString());
    }

    /// <summary>An attribute of what the provider knows.</summary>
    public async Task<string> AttributeAsync(string type, string id, string name)
    {
        using var http = await ClientAsync("api-key");
        using var document = JsonDocument.Parse(await http.GetStringAsync(new Uri($"/v1/{type}/{id}", UriKind.Relative)));
        return document.RootElement.GetProperty("data").GetProperty("attributes").GetProperty(name).ToString();
    }

    private async Task<HttpClient> ClientAsync(string keyFile)
    {
        var key = await File.ReadAllTextAsync(Path.Combine(stack.StateDirectory, "lemon-squeezy", keyFile));
        return new HttpClient { BaseAddress = stack.PaymentSandbox, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key.Trim()) } };
    }
}
