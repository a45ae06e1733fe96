using System.Collections;
using Webhost.Local.Settings;

namespace Webhost.Local.Tests.Settings;

public sealed class LocalSettingsTests : IDisposable
{
    private readonly TemporaryDirectory _root = new();
    private readonly Hashtable _environment = [];

    public LocalSettingsTests() =>
        File.Copy(Webhost.Testing.RepositoryRoot.Combine("local.settings.sample.json"), Path.Combine(_root.Path, "local.settings.sample.json"));

    public void Dispose() => _root.Dispose();

    [Fact]
    public void The_sample_alone_is_complete()
    {
        var settings = Read();

        Assert.Equal(Path.Combine(_root.Path, ".webhost"), settings.StateDirectory);
        Assert.Equal(new LocalPorts(7071, 4280, 7072, 7073, 7074, 7075, 7077, 7076, 10000, 10001, 10002), settings.Ports);
        Assert.Equal(1, settings.ControlPlanes);
    }

    [Fact]
    public void The_own_file_overrides_the_sample_and_the_environment_overrides_both()
    {
        Own("""{"IsEncrypted":false,"Values":{"Plans__free__agents":"2","Plans__pro__agents":"9","Local__Ports__ControlPlane":8071}}""");
        _environment["plans__free__AGENTS"] = "3";

        var settings = Read();
        var composed = settings.Compose([]);

        Assert.Equal(8071, settings.Ports.ControlPlane);
        Assert.Equal("3", composed["Plans__free__agents"]);
        Assert.Equal("9", composed["Plans__pro__agents"]);
        Assert.Single(composed.Keys, name => name.Equals("Plans__free__agents", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void What_a_service_fills_in_gives_way_to_what_the_user_chose()
    {
        Own("""{"IsEncrypted":false,"Values":{"Oidc__Authority":"https://login.example.org"}}""");
        _environment["Cloudflare__ApiToken"] = "real";

        var composed = Read().Compose(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Oidc__Authority"] = "http://127.0.0.1:1",
            ["Cloudflare__ApiToken"] = "generated",
            ["KeyVault__AccessToken"] = "generated",
        });

        Assert.Equal("https://login.example.org", composed["Oidc__Authority"]);
        Assert.Equal("real", composed["Cloudflare__ApiToken"]);
        Assert.Equal("generated", composed["KeyVault__AccessToken"]);
    }

    [Fact]
    public void A_copy_of_the_sample_is_no_choice()
    {
        File.Copy(Path.Combine(_root.Path, "local.settings.sample.json"), Path.Combine(_root.Path, "local.settings.json"));

        var composed = Read().Compose(new Dictionary<string, string>(StringComparer.Ordinal) { ["KeyVault__AccessToken"] = "generated" });

        Assert.Equal("generated", composed["KeyVault__AccessToken"]);
    }

    [Fact]
    public void A_key_that_the_sample_lacks_is_taken_from_the_environment_when_its_section_is_known()
    {
        _environment["Cloudflare__CpuMs"] = "50";
        _environment["Foreign__Key"] = "x";

        var composed = Read().Compose([]);

        Assert.Equal("50", composed["Cloudflare__CpuMs"]);
        Assert.DoesNotContain("Foreign__Key", composed.Keys);
    }

    [Fact]
    public void Everything_that_is_wrong_is_named_at_once()
    {
        _environment["Local__Ports__Identity"] = "70000";
        _environment["Local__ControlPlanes"] = "many";
        _environment["Local__StateDirectory"] = "";

        var failure = Assert.Throws<StartException>(Read);

        Assert.Contains("Local__Ports__Identity is '70000'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Local__ControlPlanes is 'many'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Local__StateDirectory is missing", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"IsEncrypted":true,"Values":{}}""")]
    [InlineData("""{"IsEncrypted":false,"Values":{"Plans":{"free":1}}}""")]
    public void A_file_that_is_no_settings_file_is_named(string text)
    {
        Own(text);

        Assert.Contains("local.settings.json", Assert.Throws<StartException>(Read).Message, StringComparison.Ordinal);
    }

    private LocalSettings Read() => LocalSettings.Read(_root.Path, _environment);

    private void Own(string text) => _root.Write("local.settings.json", text);
}
