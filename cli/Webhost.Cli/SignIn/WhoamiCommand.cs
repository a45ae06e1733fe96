using System.CommandLine;
using Webhost.Cli.Api;
using Webhost.Cli.Shell;
using Webhost.Contracts.Users;

namespace Webhost.Cli.SignIn;

/// <summary><c>webhost whoami</c>.</summary>
internal static class WhoamiCommand
{
    public static Command Create(CommandRunner runner) => runner.Bind(
        new CliCommand("whoami", "Show who is signed in, where, and on which plan.", "webhost whoami", "webhost whoami --json"), RunAsync);

    private static async Task RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var me = await context.Api.GetAsync<Me>("v1/me", cancellationToken);
        if (context.Terminal.Json)
        {
            context.Terminal.WriteJson(me);
            return;
        }

        context.Terminal.Fields(
            ("user", me.UserId), ("name", me.Name), ("email", me.Email), ("plan", me.SubscriptionTier),
            ("runtime", me.DefaultRuntimeProvider), ("api", ApiAddress.Display(context.ApiBase)));
    }
}
