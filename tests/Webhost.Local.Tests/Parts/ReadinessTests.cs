using Webhost.Local.Parts;
using Webhost.Testing;

namespace Webhost.Local.Tests.Parts;

public sealed class ReadinessTests
{
    [Theory]
    [InlineData("""{"ready":false,"checks":{"storage":{"ok":false,"message":"no answer"},"vault":{"ok":true}}}""", "storage (no answer)")]
    [InlineData("""{"ready":false,"checks":{"storage":{"ok":false},"vault":{"ok":false,"message":null}}}""", "storage, vault")]
    [InlineData("""{"ready":true,"checks":{}}""", null)]
    [InlineData("""{"error":{"code":"INTERNAL"}}""", null)]
    [InlineData("Bad Gateway", null)]
    public void The_failing_checks_are_named(string body, string? expected)
    {
        Assert.Equal(expected, Readiness.Failing(body));
    }

    [Fact]
    public async Task What_does_not_listen_is_waited_for()
    {
        var nowhere = new Uri($"http://127.0.0.1:{FreePorts.Next()}/");

        Assert.Equal("its port", await Readiness.AnswersAsync(nowhere, CancellationToken.None));
        Assert.Equal("its port", await Readiness.IsOkAsync(nowhere, CancellationToken.None));
    }
}
