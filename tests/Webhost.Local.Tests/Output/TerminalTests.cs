using Microsoft.Extensions.Logging;
using Webhost.Local.Output;

namespace Webhost.Local.Tests.Output;

public sealed class TerminalTests
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    [Fact]
    public void A_line_has_the_time_and_the_service_in_columns()
    {
        var terminal = new Terminal(_output, _errors, colours: false, TimeProvider.System);

        terminal.Line("identity", "listening");
        terminal.Line("control plane 2", "listening");

        Assert.Matches(@"^\d\d:\d\d:\d\d  identity        listening\n\d\d:\d\d:\d\d  control plane 2 listening\n$", _output.ToString());
    }

    [Fact]
    public void Each_service_keeps_a_colour_of_its_own()
    {
        var terminal = new Terminal(_output, _errors, colours: true, TimeProvider.System);

        terminal.Line("a", "1");
        terminal.Line("b", "2");
        terminal.Line("a", "3");

        var colours = _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split("  ")[1].Split('m')[0]).ToList();
        Assert.Equal(colours[0], colours[2]);
        Assert.NotEqual(colours[0], colours[1]);
    }

    [Fact]
    public void The_log_of_a_service_inside_this_process_looks_like_a_child_s()
    {
        using var loggers = new TerminalLoggerFactory(new Terminal(_output, _errors, colours: false, TimeProvider.System), "cloudflare");
        var logger = loggers.CreateLogger("Category");

        logger.LogDebug("hidden");
        logger.LogWarning(new InvalidOperationException("why"), "script {Name} ended", "wh-1");

        Assert.Contains("cloudflare      warn: script wh-1 ended", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("InvalidOperationException: why", _output.ToString(), StringComparison.Ordinal);
        loggers.CreateLogger("Microsoft.AspNetCore.Hosting.Diagnostics").LogInformation("hidden");
        Assert.DoesNotContain("hidden", _output.ToString(), StringComparison.Ordinal);
        Assert.Empty(_errors.ToString());
    }
}
