using Webhost.Providers.Cloudflare.Building;

namespace Webhost.Providers.Cloudflare.Tests.Building;

public sealed class VendoredPackagesTests
{
    [Theory]
    [InlineData("^4.0.0", "4.13.19", false)]
    [InlineData("4", "4.13.19", false)]
    [InlineData("~3.1", "4.13.19", true)]
    [InlineData("v3", "4.13.19", true)]
    [InlineData("^0.2.0", "0.3.1", true)]
    [InlineData("0", "0.3.1", false)]
    [InlineData("^0.32.0", "0.32.4", false)]
    [InlineData("^3 || ^4", "4.0.0", false)]
    [InlineData(">=1", "4.0.0", false)]
    [InlineData("*", "4.0.0", false)]
    [InlineData("latest", "4.0.0", false)]
    public void A_plainly_other_version_is_told(string range, string version, bool contradicts) =>
        Assert.Equal(contradicts, VendoredPackages.Contradicts(range, version));

    [Fact]
    public void The_offered_packages_are_known_with_their_versions()
    {
        var packages = new VendoredPackages(RepositoryFiles.VendoredPackages);

        Assert.Contains("hono", packages.Names);
        Assert.NotNull(packages.VersionOf("hono"));
        Assert.Null(packages.VersionOf("../vendor"));
        Assert.Null(packages.VersionOf("no-such-package"));
    }
}
