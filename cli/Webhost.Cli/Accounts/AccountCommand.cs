using System.CommandLine;
using System.Globalization;
using Webhost.Cli.Shell;
using Webhost.Contracts.Accounts;
using Webhost.Contracts.Errors;
using Webhost.Contracts.Users;

namespace Webhost.Cli.Accounts;

/// <summary><c>webhost account</c>.</summary>
internal static class AccountCommand
{
    /// <summary>Where the account's export is.</summary>
    public const string ExportPath = "v1/me/export";

    public static Command Create(CommandRunner runner) => new CliCommand(
        "account", "Your account as a whole: see it, take everything in it with you, or delete it.", "webhost account show", "webhost account export --output account.zip", "webhost account delete")
    {
        Show(runner), ExportCommand.Create(runner), DeleteCommand.Create(runner),
    };

    /// <summary>Where an export stands, in words.</summary>
    public static string Words(AccountExport export) => export.Status switch
    {
        ExportStatus.Ready => string.Create(CultureInfo.InvariantCulture, $"ready, {export.SizeBytes:N0} bytes, until {Moment.Show(export.ExpiresAt)}"),
        ExportStatus.Running => string.Create(CultureInfo.InvariantCulture, $"{export.PercentComplete}%{(export.Part is null ? string.Empty : $", {export.Part}")}"),
        ExportStatus.Failed => $"failed: {export.Error}",
        _ => "expired",
    };

    private static Command Show(CommandRunner runner) => runner.Bind(
        new CliCommand("show", "Show the account, and where its newest export stands.", "webhost account show", "webhost account show --json"),
        async (context, cancellationToken) =>
        {
            var me = await context.Api.GetAsync<Me>("v1/me", cancellationToken);
            var export = await FindExportAsync(context, cancellationToken);
            if (context.Terminal.Json)
            {
                context.Terminal.WriteJson(new AccountView(me, export));
                return;
            }

            context.Terminal.Fields(
                ("user", me.UserId), ("name", me.Name), ("email", me.Email), ("plan", me.SubscriptionTier), ("created", Moment.Show(me.CreatedAt)),
                ("deletion", me.DeletionId), ("export", export is null ? "none" : Words(export)));
        });

    // None was ever asked for, or it is asked with an API key, which can't see it.
    private static async Task<AccountExport?> FindExportAsync(CommandContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await context.Api.GetAsync<AccountExport>(ExportPath, cancellationToken);
        }
        catch (CliException failure) when (failure.Error.Code is ErrorCode.NotFound or ErrorCode.Unauthorized or ErrorCode.Conflict)
        {
            return null;
        }
    }
}
