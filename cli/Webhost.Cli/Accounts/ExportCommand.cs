using System.CommandLine;
using System.Net.Http.Headers;
using Webhost.Cli.Api;
using Webhost.Cli.Shell;
using Webhost.Contracts.Accounts;
using Webhost.Contracts.Errors;

namespace Webhost.Cli.Accounts;

/// <summary><c>webhost account export</c>.</summary>
internal static class ExportCommand
{
    private const string Zip = "application/zip";
    private const string Unfinished = ".part";

    public static Command Create(CommandRunner runner)
    {
        var output = new Option<string?>("--output", "-o") { Description = "Wait for the archive and download it into this file, which must not exist.", HelpName = "FILE" };
        var wait = new Option<bool>("--wait") { Description = "Wait until the archive is ready." };
        return runner.Bind(
            new CliCommand(
                "export", "Have everything that you own written into one zip archive. Values of secrets and keys are not in it. Needs a sign-in.",
                "webhost account export --output account.zip", "webhost account export --wait --json")
            {
                output, wait,
            },
            async (context, cancellationToken) =>
            {
                var file = context.Get(output) is { } path ? context.Host.FullPath(path) : null;
                if (file is not null && Path.Exists(file))
                {
                    throw CliException.Usage($"{file} exists already.", "Name another file, or remove it first.");
                }

                if (file is not null && !Directory.Exists(Path.GetDirectoryName(file)))
                {
                    throw CliException.Usage($"There is no folder {Path.GetDirectoryName(file)}.", "Make it first, or name another file.");
                }

                var export = await context.Api.SendAsync<AccountExport>(new ApiRequest(HttpMethod.Post, AccountCommand.ExportPath) { Repeatable = true }, cancellationToken);
                if (file is not null || context.Get(wait))
                {
                    export = Ready(await new Watch<AccountExport>(
                        context, token => context.Api.GetAsync<AccountExport>(AccountCommand.ExportPath, token), AccountCommand.Words, present => present.Status is not ExportStatus.Running).RunAsync(export, cancellationToken));
                }

                if (file is not null)
                {
                    await DownloadAsync(context, export, file, cancellationToken);
                }

                Write(context, export, file);
            });
    }

    private static AccountExport Ready(AccountExport export) => export.Status is ExportStatus.Ready
        ? export
        : throw CliException.Local(ErrorCode.Internal, export.Error ?? "The archive was removed before it could be downloaded.", "Ask for a new one: webhost account export");

    /// <summary>Into a file of its own first: what is broken off is never taken for the archive.</summary>
    private static async Task DownloadAsync(CommandContext context, AccountExport export, string file, CancellationToken cancellationToken)
    {
        var part = file + Unfinished;
        try
        {
            using var response = await context.Api.OpenAsync(new ApiRequest(HttpMethod.Get, AccountCommand.ExportPath + "/archive") { Accept = new MediaTypeWithQualityHeaderValue(Zip) }, cancellationToken);
            await using (var target = new FileStream(part, FileMode.Create, FileAccess.Write))
            {
                await using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
                await content.CopyToAsync(target, cancellationToken);
            }

            if (export.SizeBytes is { } size && new FileInfo(part).Length != size)
            {
                throw CliException.Local(ErrorCode.Internal, "The archive did not arrive whole.", "Try again: it is kept until its time is over.");
            }

            File.Move(part, file);
        }
        catch (HttpRequestException failure)
        {
            throw CliException.Local(ErrorCode.Internal, $"The download broke off: {failure.Message}", "Try again: the archive is kept until its time is over.", cause: failure);
        }
        finally
        {
            File.Delete(part);
        }
    }

    private static void Write(CommandContext context, AccountExport export, string? file)
    {
        if (context.Terminal.Json)
        {
            context.Terminal.WriteJson(export);
        }
        else
        {
            context.Terminal.Line(file ?? $"{export.ExportId} {AccountCommand.Words(export)}");
            if (file is null)
            {
                context.Terminal.Info("Download it with: webhost account export --output account.zip");
            }
        }
    }
}
