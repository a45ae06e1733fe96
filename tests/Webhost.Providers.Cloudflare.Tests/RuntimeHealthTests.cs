using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Webhost.Providers.Cloudflare.Api;
using Webhost.Providers.Cloudflare.Invocation;

namespace Webhost.Providers.Cloudflare.Tests;

public sealed class RuntimeHealthTests
{
    [Fact]
    public async Task Asking_often_costs_one_call()
    {
        var options = Options.Create(new CloudflareOptions { AccountId = "a", ApiToken = "t", Driver = CloudflareDriver.Account, DispatcherUrl = "http://127.0.0.1:1" });
        var api = new FakeApi().Succeed();
        using var http = new CloudflareHttp(api, new FakeApi());
        using var rateLimit = new ApiRateLimit(options);
        var driver = new AccountScriptDriver(new CloudflareClient(http, rateLimit, options, TimeProvider.System, NullLogger<CloudflareClient>.Instance), options);
        var health = new RuntimeHealth(driver, new DispatcherClient(http, new DispatcherAddress(options), options, TimeProvider.System), options, TimeProvider.System);

        for (var call = 0; call < 5; call++)
        {
            Assert.True((await health.CheckAsync(CancellationToken.None)).Succeeded);
        }

        Assert.Equal("/client/v4/accounts/a/workers/subdomain", Assert.Single(api.Requests).Path);
    }
}
