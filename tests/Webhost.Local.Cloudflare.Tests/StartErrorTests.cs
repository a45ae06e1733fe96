using Webhost.Local.Cloudflare.Runtime;
using Webhost.Local.Cloudflare.Uploads;

namespace Webhost.Local.Cloudflare.Tests;

public sealed class StartErrorTests
{
    [Theory]
    [InlineData("*** Uncaught exception ***\nworkerd/server/server/bridge.rs:843: failed: Request for a bundle failed", "Request for a bundle failed")]
    [InlineData("workerd/jsg/setup.c++:12: failed: expected x\nstack: 5f2c 5f2d", "expected x")]
    [InlineData("service main: Uncaught Error: in lib.rs:7: no\n  at index.js:1:7", "Uncaught Error: in lib.rs:7: no\n  at index.js:1:7")]
    public void Nothing_of_the_runtime_s_own_places_is_shown(string output, string shown) => Assert.Equal(shown, StartError.Clean(output));

    [Theory]
    [InlineData("""{"timestamp":1,"level":"error","source":"a.rs:1","message":"say \"so\" and \u00e9""", "error", "say \"so\" and é…", true)]
    [InlineData("""{"timestamp":1,"level":"log","message":"of the console""", "log", "of the console…", false)]
    [InlineData("""{"timestamp":1,"level":"error","sour""", "info", "A line of the runtime's could not be read.", true)]
    public void A_line_that_was_cut_is_shown_as_far_as_it_goes_and_never_as_it_is(string line, string level, string message, bool fromRuntime)
    {
        var read = WorkerdLine.Parse(line);

        Assert.Equal((level, message, fromRuntime), (read.Level, read.Message, read.FromRuntime));
    }
}
