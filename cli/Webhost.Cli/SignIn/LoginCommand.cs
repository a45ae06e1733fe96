using System.CommandLine;
using Webhost.Cli.Api;
using Webhost.Cli.Shell;
using Webhost.Contracts.Errors;
using Webhost.Contracts.Users;

namespace Webhost.Cli.SignIn;

/// <summary><c>webhost login</c>.</summary>
internal static class LoginCommand
{
    public static Command Create(CommandRunner runner)
    {
        var authority = new Option<string?>("--authority") { Description = "The identity provider [env: WEBHOST_AUTHORITY; default: what the API names].", HelpName = "URL" };
        var client = new Option<string?>("--client-id") { Description = "The client to sign in as [default: webhost-cli].", HelpName = "ID" };
        var browser = new Option<bool>("--browser") { Description = "Open the sign-in page in the browser." };
        var withToken = new Option<bool>("--with-token") { Description = "Keep the access token or API key that standard input holds, instead of signing in." };
        var command = new CliCommand(
            "login", "Sign in by a code that you enter in any browser; tokens are kept in a file that only you can read.",
            "webhost login", "webhost login --api https://api.example.com --browser", "webhost login --with-token < key.txt")
        {
            authority, client, browser, withToken,
        };
        return runner.Bind(command, (context, cancellationToken) => context.Get(withToken)
            ? KeepTokenAsync(context, cancellationToken)
            : SignInAsync(context, context.Get(authority) ?? context.Host.Setting("WEBHOST_AUTHORITY"), context.Get(client), context.Get(browser), cancellationToken));
    }

    private static async Task SignInAsync(CommandContext context, string? authority, string? clientId, bool browser, CancellationToken cancellationToken)
    {
        using var http = HttpClients.Create();
        var settings = await SignInSettings.FindAsync(http, context.ApiBase, authority, clientId, cancellationToken);
        var flow = new DeviceFlow(new IdentityProvider(http, context.Host.Time), context.Host.Time);
        var credential = await flow.SignInAsync(settings, authorization => Show(context, authorization, browser), cancellationToken);
        await KeepAsync(context, credential, cancellationToken);
    }

    private static void Show(CommandContext context, DeviceAuthorization authorization, bool browser)
    {
        context.Terminal.Notice($"Open {authorization.VerificationUri} and enter the code {authorization.UserCode}");
        if (authorization.VerificationUriComplete is { } whole)
        {
            context.Terminal.Notice($"or open {whole}");
        }

        if (browser && Uri.TryCreate(authorization.VerificationUriComplete ?? authorization.VerificationUri, UriKind.Absolute, out var page)
            && (page.Scheme == Uri.UriSchemeHttps || page.Scheme == Uri.UriSchemeHttp))
        {
            context.Host.OpenBrowser(page);
        }

        context.Terminal.Info("Waiting for you to finish there …");
    }

    private static async Task KeepTokenAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var given = context.Host.InputIsTerminal
            ? context.Host.ReadHiddenAsync(() => context.Terminal.Notice("Paste the token, then press Enter (it is not shown):"), cancellationToken)
            : context.Host.ReadToEndAsync(cancellationToken);
        var token = (await given).Trim();
        await KeepAsync(
            context,
            token.Length > 0 ? new Credential { AccessToken = token } : throw CliException.Usage("Standard input held no token.", "webhost login --with-token < key.txt"),
            cancellationToken);
    }

    private static async Task KeepAsync(CommandContext context, Credential credential, CancellationToken cancellationToken)
    {
        var user = await WhoAsync(context, credential, cancellationToken);
        var api = ApiAddress.Display(context.ApiBase);
        await using (await context.Credentials.LockAsync(cancellationToken))
        {
            context.Credentials.Put(api, credential, makeCurrent: true);
        }

        if (context.Terminal.Json)
        {
            context.Terminal.WriteJson(new SignedIn(api, user));
        }
        else
        {
            context.Terminal.Line($"Signed in to {api}{(user is null ? string.Empty : $" as {user.Email ?? user.Name ?? user.UserId}")}.");
        }
    }

    private static async Task<Me?> WhoAsync(CommandContext context, Credential credential, CancellationToken cancellationToken)
    {
        using var api = new ApiClient(context.ApiBase, new BearerSource(context.ApiBase, credential.AccessToken, context.Credentials, context.Host.Time), context.Host.Time);
        try
        {
            return await api.GetAsync<Me>("v1/me", cancellationToken);
        }
        catch (CliException refusal) when (refusal.Error.Code is ErrorCode.Unauthorized)
        {
            // A key may be good for invocations only: it is valid, and its owner stays unknown.
            return null;
        }
    }
}
