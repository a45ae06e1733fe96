using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Webhost.Providers.Cloudflare.Api;
using Webhost.Providers.Cloudflare.Building;

namespace Webhost.Providers.Cloudflare.Tests.Api;

public sealed class AccountScriptDriverTests
{
    [Fact]
    public async Task A_script_whose_address_could_not_be_opened_gets_it_when_the_upload_is_repeated()
    {
        var options = Options.Create(new CloudflareOptions { AccountId = "a", ApiToken = "t", Driver = CloudflareDriver.Account });
        var api = new FakeApi().Succeed().Refuse(403, 12345).Succeed().Succeed();
        using var http = new CloudflareHttp(api, new FakeApi());
        using var rateLimit = new ApiRateLimit(options);
        var driver = new AccountScriptDriver(new CloudflareClient(http, rateLimit, options, TimeProvider.System, NullLogger<CloudflareClient>.Instance), options);

        Assert.NotNull(await UploadAsync(driver));
        Assert.Null(await UploadAsync(driver));

        Assert.Equal(["PUT script", "POST subdomain", "PUT script", "POST subdomain"], api.Requests.Select(request => $"{request.Method} {request.Path.Split('/')[^1]}"));
    }

    private static Task<ApiError?> UploadAsync(AccountScriptDriver driver)
    {
        var metadata = new UploadMetadata
        {
            MainModule = "main.js",
            Bindings = [],
            CompatibilityDate = "2025-05-01",
            CompatibilityFlags = [],
            Tags = [],
            Limits = new UploadLimits(1, 1),
            Observability = new UploadObservability(Enabled: false, HeadSamplingRate: 0),
        };
        return driver.UploadAsync("script", metadata, [new WorkerModule("main.js", "export default {};"u8.ToArray())], CancellationToken.None);
    }
}
