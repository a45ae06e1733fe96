using Webhost.Local.Cloudflare.Tests.Fixtures;

namespace Webhost.Local.Cloudflare.Tests;

public sealed class CallLimiterTests(CallLimiterTests.Fixture facade) : IClassFixture<CallLimiterTests.Fixture>
{
    [Fact]
    public async Task Above_the_limit_every_call_answers_429()
    {
        for (var call = 0; call < Fixture.Calls; call++)
            Assert.True((await facade.Client.GetAsync("user"))["success"]!.GetValue<bool>());

        using var answer = await facade.Client.Api.GetAsync("user");

        Assert.Equal(429, (int)answer.StatusCode);
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 300);
        Assert.Equal(971, CloudflareClient.CodeOf(await facade.Client.GetAsync("user")));
    }

    public sealed class Fixture : FacadeFixture
    {
        public const int Calls = 5;

        protected override CloudflareFacadeOptions Configure(CloudflareFacadeOptions options) => options with { ApiCallsPerFiveMinutes = Calls };
    }
}
