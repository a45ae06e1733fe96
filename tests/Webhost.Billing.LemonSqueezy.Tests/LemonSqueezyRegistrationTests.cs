using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Webhost.Core.Billing;

namespace Webhost.Billing.LemonSqueezy.Tests;

public sealed class LemonSqueezyRegistrationTests
{
    private static readonly Dictionary<string, string?> Whole = new(StringComparer.Ordinal)
    {
        ["LemonSqueezy:ApiBaseUrl"] = "https://api.test",
        ["LemonSqueezy:ApiKey"] = "key",
        ["LemonSqueezy:StoreId"] = "7",
        ["LemonSqueezy:WebhookSecret"] = "secret",
        ["LemonSqueezy:TestMode"] = "true",
        ["LemonSqueezy:Variants:starter"] = "101",
        ["LemonSqueezy:Variants:pro"] = "102",
        ["LemonSqueezy:Variants:enterprise"] = "",
        ["LemonSqueezy:MeteredPlans"] = "",
    };

    [Fact]
    public async Task Without_its_section_or_with_empty_settings_billing_is_off()
    {
        using var absent = await StartAsync([]);
        using var empty = await StartAsync(Whole.ToDictionary(pair => pair.Key, _ => (string?)"", StringComparer.Ordinal));

        Assert.Empty(absent.Services.GetServices<IBillingProvider>());
        Assert.Empty(empty.Services.GetServices<IBillingProvider>());
    }

    [Fact]
    public async Task With_its_section_it_is_on()
    {
        using var host = await StartAsync(Whole);

        var provider = Assert.Single(host.Services.GetServices<IBillingProvider>());
        Assert.Equal(("lemon-squeezy", true, true, false), (provider.Id, provider.TestMode, provider.Sells("pro"), provider.Sells("enterprise")));
    }

    [Theory]
    [InlineData("ApiBaseUrl")]
    [InlineData("ApiKey")]
    [InlineData("StoreId")]
    [InlineData("WebhookSecret")]
    [InlineData("TestMode")]
    [InlineData("Variants:starter")]
    [InlineData("Variants:pro")]
    public async Task With_a_part_of_its_section_the_start_fails_and_names_the_key(string key)
    {
        var settings = new Dictionary<string, string?>(Whole, StringComparer.Ordinal) { [$"LemonSqueezy:{key}"] = "" };

        var failure = await Record.ExceptionAsync(() => StartAsync(settings));

        Assert.Contains($"LemonSqueezy__{key.Replace(":", "__", StringComparison.Ordinal)}", failure!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ApiBaseUrl", "ftp://x")]
    [InlineData("StoreId", "seven")]
    [InlineData("Variants:pro", "one")]
    [InlineData("Variants:pro", "101")]
    [InlineData("Variants:free", "103")]
    [InlineData("Variants:gold", "103")]
    [InlineData("MeteredPlans", "enterprise")]
    [InlineData("ApiAttempts", "0")]
    public async Task With_a_malformed_setting_the_start_fails_and_names_the_key(string key, string value)
    {
        var settings = new Dictionary<string, string?>(Whole, StringComparer.Ordinal) { [$"LemonSqueezy:{key}"] = value };

        var failure = await Record.ExceptionAsync(() => StartAsync(settings));

        Assert.Contains($"LemonSqueezy__{key.Replace(":", "__", StringComparison.Ordinal)}", failure!.ToString(), StringComparison.Ordinal);
    }

    private static async Task<IHost> StartAsync(Dictionary<string, string?> settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddLemonSqueezy(builder.Configuration);
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }
}
