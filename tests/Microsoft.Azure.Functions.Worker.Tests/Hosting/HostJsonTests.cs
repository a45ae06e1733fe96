using Microsoft.Azure.Functions.Worker.Embedded;

namespace Microsoft.Azure.Functions.Worker.Tests.Hosting;

public sealed class HostJsonTests
{
    [Theory]
    [InlineData("{}", "api")]
    [InlineData("""{"extensions":{"http":{"routePrefix":""}}}""", "")]
    [InlineData("""{"extensions":{"http":{"routePrefix":"/v1/"}}} // end""", "v1")]
    [InlineData("""{"extensions":{"durableTask":{}}}""", "api")]
    public void The_route_prefix_is_read(string json, string expected) => Assert.Equal(expected, HostJson.Parse(json, "host.json").RoutePrefix);

    [Theory]
    [InlineData("{}", "00:30:00")]
    [InlineData("""{"functionTimeout":"00:01:30"}""", "00:01:30")]
    [InlineData("""{"functionTimeout":"-1"}""", null)]
    public void The_timeout_is_read(string json, string? expected) =>
        Assert.Equal(expected is null ? null : TimeSpan.Parse(expected), HostJson.Parse(json, "host.json").FunctionTimeout);

    [Theory]
    [InlineData("{", "not valid JSON")]
    [InlineData("""{"functionTimeout":"soon"}""", "functionTimeout 'soon'")]
    public void What_is_malformed_is_named_with_its_file(string json, string problem)
    {
        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(() => HostJson.Parse(json, "/app/host.json"));

        Assert.Contains("/app/host.json", exception.Message, StringComparison.Ordinal);
        Assert.Contains(problem, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_means_the_defaults() => Assert.Equal("api", HostJson.Load("/does/not/exist").RoutePrefix);

    [Fact]
    public void Sections_of_extensions_can_be_read()
    {
        HostJson hostJson = HostJson.Parse("""{"extensions":{"durableTask":{"hubName":"main"}}}""", "host.json");

        Assert.Equal("main", hostJson.Extension("durableTask")?.GetProperty("hubName").GetString());
        Assert.Null(hostJson.Extension("queues"));
    }
}
