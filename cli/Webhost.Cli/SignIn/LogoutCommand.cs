using System.CommandLine;
using Webhost.Cli.Api;
using Webhost.Cli.Shell;

namespace Webhost.Cli.SignIn;

/// <summary><c>webhost logout</c>.</summary>
internal static class LogoutCommand
{
    public static Command Create(CommandRunner runner) => runner.Bind(
        new CliCommand("logout", "Forget the sign-in to the API, and end its tokens at the identity provider.", "webhost logout", "webhost logout --api https://api.example.com"),
        RunAsync);

    private static async Task RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var api = ApiAddress.Display(context.ApiBase);
        Credential? removed;
        await using (await context.Credentials.LockAsync(cancellationToken))
        {
            removed = context.Credentials.Remove(api);
        }

        if (removed is { RefreshToken: { } token, RevocationEndpoint: { } endpoint, ClientId: { } client })
        {
            await RevokeAsync(context, endpoint, token, client, cancellationToken);
        }

        if (context.Terminal.Json)
        {
            context.Terminal.WriteJson(new Done(api, removed is null ? "not_signed_in" : "signed_out"));
        }
        else
        {
            context.Terminal.Line(removed is null ? $"You were not signed in to {api}." : $"Signed out of {api}.");
        }
    }

    private static async Task RevokeAsync(CommandContext context, string endpoint, string token, string client, CancellationToken cancellationToken)
    {
        using var http = HttpClients.Create();
        try
        {
            await new IdentityProvider(http, context.Host.Time).RevokeAsync(
                ApiAddress.Parse(endpoint, keepPath: true),
                [new("token", token), new("token_type_hint", "refresh_token"), new("client_id", client)],
                cancellationToken);
        }
        catch (Exception failure) when (failure is HttpRequestException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            context.Terminal.Warn($"The identity provider could not be told, so the tokens live on there until they end: {failure.Message}");
        }
    }
}
