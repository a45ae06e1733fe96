using Webhost.Local.Cloudflare.Tests.Fixtures;

namespace Webhost.Local.Cloudflare.Tests;

public sealed class SmallScriptsTests(SmallScriptsTests.Fixture facade) : IClassFixture<SmallScriptsTests.Fixture>
{
    [Fact]
    public async Task A_script_over_the_limit_after_compression_is_refused()
    {
        var noise = new byte[64 * 1024];
        new Random(1).NextBytes(noise);
        var large = new Worker("export default { fetch() {} };") { Modules = [("noise.bin", "application/octet-stream", noise)] };
        var compressible = large with { Modules = [("zeros.bin", "application/octet-stream", new byte[1024 * 1024])] };

        var refused = await facade.Client.UploadAsync("large", large);

        Assert.Equal(10027, CloudflareClient.CodeOf(refused));
        await facade.Client.DeployAsync("compressible", compressible);
    }

    public sealed class Fixture : FacadeFixture
    {
        protected override CloudflareFacadeOptions Configure(CloudflareFacadeOptions options) => options with { MaxScriptBytes = 32 * 1024 };
    }
}
