using System.CommandLine;
using Webhost.Cli.Api;
using Webhost.Cli.Shell;
using Webhost.Contracts.Accounts;
using Webhost.Contracts.Users;

namespace Webhost.Cli.Accounts;

/// <summary><c>webhost account delete</c>.</summary>
internal static class DeleteCommand
{
    public static Command Create(CommandRunner runner)
    {
        var confirm = new Option<string?>("--confirm") { Description = "The account's e-mail address or id, instead of being asked for it.", HelpName = "E-MAIL" };
        var noWait = new Option<bool>("--no-wait") { Description = "Don't wait for its end." };
        return runner.Bind(
            new CliCommand(
                "delete", "Delete your account with everything that it owns, and end what you pay for. Can't be undone. Needs a sign-in.",
                "webhost account delete", "webhost account delete --confirm ada@example.com --json")
            {
                confirm, noWait,
            },
            async (context, cancellationToken) =>
            {
                var typed = context.Get(confirm) ?? await AskAsync(context, cancellationToken);
                AccountDeletion deletion;
                try
                {
                    deletion = await context.Api.SendAsync<AccountDeletion>(new ApiRequest(HttpMethod.Delete, "v1/me").With(new DeleteAccountRequest { Confirmation = typed }), cancellationToken);
                }
                catch (CliException failure) when (failure.AccountDeleted)
                {
                    // By an earlier call whose answer was lost, or from elsewhere.
                    await ForgetSignInAsync(context);
                    Confirmation.Done(context, "account", "deleted");
                    return;
                }

                try
                {
                    deletion = context.Get(noWait) ? deletion : await FollowAsync(context, deletion, cancellationToken);
                }
                finally
                {
                    // Also when the wait is broken off: the deletion is not.
                    await ForgetSignInAsync(context);
                }

                Write(context, deletion);
            });
    }

    private static Task<string> AskAsync(CommandContext context, CancellationToken cancellationToken) => Confirmation.AskAsync(
        context,
        async () =>
        {
            var me = await context.Api.GetAsync<Me>("v1/me", cancellationToken);
            return me.Email ?? me.UserId;
        },
        "Everything of this account will be gone: agents with their deployments, sessions, logs and secrets, API keys, usage. Subscriptions are cancelled. 'webhost account export' saves a copy first.",
        "the account",
        "Add --confirm with the account's e-mail address if you mean it.",
        StringComparison.OrdinalIgnoreCase,
        cancellationToken);

    private static Task<AccountDeletion> FollowAsync(CommandContext context, AccountDeletion deletion, CancellationToken cancellationToken)
    {
        context.Terminal.Info("The account is closed. The rest goes on by itself: you may leave now.");
        var path = deletion.StatusUrl.TrimStart('/');
        return new Watch<AccountDeletion>(context, token => context.Api.GetAsync<AccountDeletion>(path, token), Words, present => present.Done).RunAsync(deletion, cancellationToken);
    }

    // A stored sign-in would renew itself and open a new account with the next call.
    private static async Task ForgetSignInAsync(CommandContext context)
    {
        if (context.GivenToken is null)
        {
            await using (await context.Credentials.LockAsync(CancellationToken.None))
            {
                context.Credentials.Remove(ApiAddress.Display(context.ApiBase));
            }
        }
    }

    private static void Write(CommandContext context, AccountDeletion deletion)
    {
        if (context.Terminal.Json)
        {
            context.Terminal.WriteJson(deletion);
        }
        else
        {
            context.Terminal.Line(deletion.Done ? "The account is deleted." : $"The account is being deleted: {deletion.DeletionId}");
        }
    }

    private static string Words(AccountDeletion deletion) => deletion.Step switch
    {
        DeletionStep.Requested => "closing the account",
        DeletionStep.Subscriptions => "cancelling subscriptions",
        DeletionStep.Credentials => "removing API keys",
        DeletionStep.Agents => "removing agents from their runtimes",
        DeletionStep.Data => "removing what is stored",
        DeletionStep.Settling => "waiting for what was under way",
        _ => "done",
    };
}
