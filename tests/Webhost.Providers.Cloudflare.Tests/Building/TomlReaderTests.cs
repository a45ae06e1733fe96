using Webhost.Providers.Cloudflare.Building;

namespace Webhost.Providers.Cloudflare.Tests.Building;

public sealed class TomlReaderTests
{
    [Fact]
    public void A_wrangler_configuration_is_read()
    {
        const string Toml = """"
            # comment
            name = "agent"   # trailing
            main = 'src/index.ts'
            compatibility_flags = [
              "nodejs_compat", # one
              "other",
            ]
            keep = true
            number = -1_000
            ratio = 0.5
            since = 2026-01-01
            escaped = "a\tb\u00e4\"\\"
            long = """
            first
            second"""

            [vars]
            MODE = "demo"
            nested = { a = 1, b = { c = "d" } }
            dotted.key."with space" = "x"

            [[durable_objects.bindings]]
            name = "A"
            class_name = "A"

            [[durable_objects.bindings]]
            name = "B"
            class_name = "BClass"

            [env.production.vars]
            MODE = "prod"
            """";

        Assert.Equal(
            """{"name":"agent","main":"src/index.ts","compatibility_flags":["nodejs_compat","other"],"keep":true,"number":-1000,"ratio":0.5,"since":"2026-01-01","escaped":"a\tb\u00E4\u0022\\","long":"first\nsecond","vars":{"MODE":"demo","nested":{"a":1,"b":{"c":"d"}},"dotted":{"key":{"with space":"x"}}},"durable_objects":{"bindings":[{"name":"A","class_name":"A"},{"name":"B","class_name":"BClass"}]},"env":{"production":{"vars":{"MODE":"prod"}}}}""",
            TomlReader.Parse(Toml).ToJsonString());
    }

    [Theory]
    [InlineData("a = \"open", "line 1")]
    [InlineData("a = 1\nb 2", "line 2")]
    [InlineData("a = 1\na = 2", "line 2: 'a' is there twice")]
    [InlineData("a = 1 2", "line 1")]
    [InlineData("[a\nb = 1", "line 1")]
    [InlineData("a = nonsense", "line 1: a value is malformed")]
    [InlineData("a = [1, 2", "missing")]
    [InlineData("a = \"\\q\"", "escape")]
    [InlineData("= 1", "line 1: a key is malformed")]
    [InlineData("a = 1\n[a]\nb = 1", "'a' is not a table")]
    public void Malformed_text_is_refused_with_its_line(string toml, string reason)
    {
        var exception = Assert.Throws<FormatException>(() => TomlReader.Parse(toml));

        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_nesting_ends_in_an_error_and_not_in_a_crash()
    {
        Assert.Throws<FormatException>(() => TomlReader.Parse($"a = {new string('[', 100_000)}"));
        Assert.Throws<FormatException>(() => TomlReader.Parse($"a = {string.Concat(Enumerable.Repeat("{b=", 100_000))}"));
    }
}
