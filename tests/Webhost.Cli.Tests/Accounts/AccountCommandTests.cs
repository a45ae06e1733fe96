using Webhost.Cli.Accounts;
using Webhost.Cli.Tests.Support;
using Webhost.Contracts.Accounts;
using Webhost.Contracts.Errors;

namespace Webhost.Cli.Tests.Accounts;

public sealed class AccountCommandTests : CliTest
{
    [Fact]
    public async Task The_account_is_shown_with_its_newest_export()
    {
        Api.Exports.Exports.Enqueue(ExportStatus.Ready);

        var shown = await Cli.RunAsync("account", "show");

        Assert.Equal(0, shown.ExitCode);
        Assert.Matches("email +ada@example.com", shown.Output);
        Assert.Matches("export +ready, 4 bytes, until 2026-11-08", shown.Output);
        Assert.Matches("export +none", (await Cli.RunAsync("account", "show")).Output);
        Assert.Null((await Cli.RunAsync("account", "show", "--json")).Json<AccountView>().Export);
    }

    [Fact]
    public async Task An_export_is_waited_for_and_downloaded()
    {
        Api.Exports.Exports.Enqueue(ExportStatus.Running);
        Api.Exports.Exports.Enqueue(ExportStatus.Ready);

        var exported = await Cli.RunAsync("account", "export", "--output", "account.zip");

        Assert.Equal((0, Cli.Project.At("account.zip") + "\n"), (exported.ExitCode, exported.Output));
        Assert.Contains("25%, agent support", exported.Error, StringComparison.Ordinal);
        Assert.Equal(Api.Exports.Archive, await File.ReadAllBytesAsync(Cli.Project.At("account.zip")));
        Assert.Equal("account.zip", Path.GetFileName(Assert.Single(Directory.GetFiles(Cli.Project.Path))));
    }

    [Fact]
    public async Task A_file_that_is_there_is_never_overwritten()
    {
        await File.WriteAllTextAsync(Cli.Project.At("account.zip"), "mine");

        var refused = await Cli.RunAsync("account", "export", "--output", "account.zip");

        Assert.Equal((2, "mine"), (refused.ExitCode, await File.ReadAllTextAsync(Cli.Project.At("account.zip"))));
        Assert.Empty(Api.Requests);
    }

    [Theory]
    [InlineData("none/account.zip")]
    [InlineData("folder")]
    public async Task A_place_where_no_file_can_be_is_refused_before_an_archive_is_made(string output)
    {
        Directory.CreateDirectory(Cli.Project.At("folder"));

        Assert.Equal(2, (await Cli.RunAsync("account", "export", "--output", output)).ExitCode);
        Assert.Empty(Api.Requests);
    }

    [Fact]
    public async Task An_archive_that_did_not_arrive_whole_leaves_no_file()
    {
        Api.Exports.Size = 5;
        Api.Exports.Exports.Enqueue(ExportStatus.Ready);

        var broken = await Cli.RunAsync("account", "export", "--output", "account.zip");

        Assert.Equal(1, broken.ExitCode);
        Assert.Contains("did not arrive whole", broken.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Cli.Project.Path));
    }

    [Fact]
    public async Task Without_a_wait_the_export_is_only_begun_and_a_failed_one_fails_the_command()
    {
        var begun = await Cli.RunAsync("account", "export", "--json");
        Assert.Equal((0, ExportStatus.Running), (begun.ExitCode, begun.Json<AccountExport>().Status));
        Assert.Equal("POST /v1/me/export", Assert.Single(Api.Requests));

        Api.Exports.Exports.Enqueue(ExportStatus.Failed);
        var failed = await Cli.RunAsync("account", "export", "--wait");
        Assert.Equal(1, failed.ExitCode);
        Assert.Contains("could not be written", failed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_types_the_address_to_delete_the_account()
    {
        Cli.Person = true;
        Api.Exports.Steps.Enqueue(DeletionStep.Agents);

        var wrong = await Cli.RunAsync(["account", "delete"], "no\n");
        Assert.Equal(1, wrong.ExitCode);
        Assert.Empty(Api.Exports.Confirmations);

        var deleted = await Cli.RunAsync(["account", "delete"], "Ada@Example.com\n");
        Assert.Equal((0, "The account is deleted.\n"), (deleted.ExitCode, deleted.Output));
        Assert.Contains("Type 'ada@example.com' to go on", deleted.Error, StringComparison.Ordinal);
        Assert.Contains("removing agents from their runtimes", deleted.Error, StringComparison.Ordinal);
        Assert.Equal("ada@example.com", Assert.Single(Api.Exports.Confirmations));
    }

    [Fact]
    public async Task Without_a_person_the_deletion_wants_its_confirmation()
    {
        var refused = await Cli.RunAsync("account", "delete");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("--confirm", refused.Error, StringComparison.Ordinal);
        Assert.Empty(Api.Requests);

        var deleted = await Cli.RunAsync("account", "delete", "--confirm", "usr_1", "--json");
        Assert.Equal((0, true), (deleted.ExitCode, deleted.Json<AccountDeletion>().Done));
        Assert.Equal("usr_1", Assert.Single(Api.Exports.Confirmations));
    }

    [Fact]
    public async Task A_server_that_is_away_for_a_while_does_not_end_the_wait()
    {
        Api.Exports.Steps.Enqueue(DeletionStep.Agents);
        Api.Exports.Steps.Enqueue(DeletionStep.Data);
        for (var failure = 0; failure < 5; failure++)
        {
            Api.FailNext("GET", "/v1/deletions/del_1", 503, ErrorCode.Internal, "Starting.", retryable: true);
        }

        Assert.Equal(0, (await Cli.RunAsync("account", "delete", "--confirm", "usr_1")).ExitCode);
    }

    [Fact]
    public async Task A_sign_in_to_a_deleted_account_is_forgotten()
    {
        await Cli.Set("WEBHOST_TOKEN", value: null).RunAsync(["login", "--with-token"], StandInApi.Token + "\n");
        Assert.Contains(StandInApi.Token, await File.ReadAllTextAsync(Cli.CredentialsFile), StringComparison.Ordinal);

        var deleted = await Cli.RunAsync("account", "delete", "--confirm", "usr_1", "--no-wait");

        Assert.Equal((0, "The account is being deleted: del_1\n"), (deleted.ExitCode, deleted.Output));
        Assert.DoesNotContain(StandInApi.Token, await File.ReadAllTextAsync(Cli.CredentialsFile), StringComparison.Ordinal);
        Assert.Equal(3, (await Cli.RunAsync("account", "show")).ExitCode);
    }

    [Fact]
    public async Task A_deletion_whose_answer_was_lost_is_known_by_the_next_one_and_forgets_the_sign_in_too()
    {
        await Cli.Set("WEBHOST_TOKEN", value: null).RunAsync(["login", "--with-token"], StandInApi.Token + "\n");
        Api.AnswerNext("DELETE", "/v1/me", context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        Api.AnswerNext("DELETE", "/v1/me", context =>
        {
            context.Response.Headers.WWWAuthenticate = $"Bearer error=\"invalid_token\", {AuthenticationChallenge.AccountDeleted}";
            return StandInApi.WriteErrorAsync(context, 401, ErrorCode.Unauthenticated, "The account of this token was deleted.");
        });

        var deleted = await Cli.RunAsync("account", "delete", "--confirm", "usr_1");

        Assert.Equal((0, "account deleted.\n"), (deleted.ExitCode, deleted.Output));
        Assert.DoesNotContain(StandInApi.Token, await File.ReadAllTextAsync(Cli.CredentialsFile), StringComparison.Ordinal);
    }
}
