using System.Buffers.Text;
using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Azure.Data.Tables;
using Webhost.Contracts;
using Webhost.Contracts.Accounts;
using Webhost.Contracts.Agents;
using Webhost.Contracts.ApiKeys;
using Webhost.Contracts.Errors;
using Webhost.Contracts.Identity;
using Webhost.Contracts.Logs;
using Webhost.Contracts.Secrets;
using Webhost.Contracts.Users;
using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests.Accounts;

public sealed class AccountTests(AccountStack account) : IClassFixture<AccountStack>
{
    private const string Secret = "value-that-nobody-may-see-canary";
    private const string Answer = "answer-canary";
    private const string Line = "log-line-canary";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private LocalStack Stack => account.Stack;

    [Fact]
    public async Task An_account_leaves_with_its_archive_and_nothing_of_it_stays()
    {
        var name = NewName();
        using var user = await Stack.SignInAsync(name);
        var me = await user.GetAsync<Me>("/v1/me");
        string[] agents = [await OwnAsync(user, "one"), await OwnAsync(user, "two"), (await user.CreateAgentAsync("never-deployed")).AgentId];
        var key = await KeyAsync(user);
        var (_, subscription) = await account.Payments.PayAsync(await PaymentSandbox.OpenAsync(user, "starter"));
        await Eventually.TrueAsync(async () => (await user.GetAsync<Me>("/v1/me")).SubscriptionTier == "starter", "the plan that was paid for");

        var files = await ExportAsync(user);
        Assert.Contains(me.UserId, files["profile.json"], StringComparison.Ordinal);
        Assert.All(agents, agent => Assert.Contains(agent, files["agents.ndjson"], StringComparison.Ordinal));
        Assert.Contains("TOKEN", files[$"agents/{agents[0]}/secrets.ndjson"], StringComparison.Ordinal);
        Assert.Contains("active", files[$"agents/{agents[0]}/deployments.ndjson"], StringComparison.Ordinal);
        Assert.Contains(Answer, files[$"agents/{agents[0]}/sessions.ndjson"], StringComparison.Ordinal);
        Assert.Contains(Answer, files[$"agents/{agents[0]}/invocations.ndjson"], StringComparison.Ordinal);
        Assert.Contains(Line, files[$"agents/{agents[1]}/logs.ndjson"], StringComparison.Ordinal);
        Assert.Contains("The deployment is active.", files[$"agents/{agents[1]}/deployment-logs.ndjson"], StringComparison.Ordinal);
        Assert.Empty(files[$"agents/{agents[2]}/deployments.ndjson"]);
        Assert.Contains("k-one", files["api-keys.ndjson"], StringComparison.Ordinal);
        Assert.Contains("starter", files["billing/subscription.json"], StringComparison.Ordinal);
        Assert.Contains("paid", files["billing/invoices.ndjson"], StringComparison.Ordinal);
        Assert.Contains("secret.set", files["audit.ndjson"], StringComparison.Ordinal);
        Assert.Contains("uploads", files["artifacts.ndjson"], StringComparison.Ordinal);
        Assert.All(files.Values, text => Assert.DoesNotContain(Secret, text, StringComparison.Ordinal));
        Assert.All(files.Values, text => Assert.DoesNotContain(key, text, StringComparison.Ordinal));

        var deletion = await DeleteAsync(user, me.UserId);
        using var byKey = user.With(key);
        await Eventually.TrueAsync(async () => (await byKey.TryInvokeAsync(agents[0], "x")).StatusCode is HttpStatusCode.Conflict or HttpStatusCode.Unauthorized, "the end of the key");
        var steps = await EndAsync(deletion);

        Assert.Equal(steps.Order(), steps);
        await ApiClient.ErrorAsync(await byKey.Http.GetAsync("/v1/agents"), HttpStatusCode.Unauthorized);
        var refused = await user.Http.GetAsync("/v1/me");
        await ApiClient.ErrorAsync(refused, HttpStatusCode.Unauthorized);
        Assert.Contains("account=\"deleted\"", refused.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.Equal("cancelled", await account.Payments.AttributeAsync("subscriptions", subscription, "status"));
        await NothingIsLeftAsync(me.UserId, agents);

        using var again = await Stack.SignInAsync(name);
        var fresh = await again.GetAsync<Me>("/v1/me");
        Assert.Equal((me.UserId, "free", null), (fresh.UserId, fresh.SubscriptionTier, fresh.DeletionId));
        Assert.Empty((await again.GetAsync<Page<Agent>>("/v1/agents")).Items);
        Assert.Empty((await again.GetAsync<Page<ApiKey>>("/v1/api-keys")).Items);
        await ApiClient.ErrorAsync(await again.Http.GetAsync("/v1/me/export"), HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("svix-")]
    [InlineData("webhook-")]
    public async Task Whoever_is_deleted_at_the_identity_provider_leaves_nothing_here(string prefix)
    {
        using var user = await Stack.SignInAsync(NewName());
        var me = await user.GetAsync<Me>("/v1/me");
        string[] agents = [await OwnAsync(user, "one"), await OwnAsync(user, "two")];
        using var byKey = user.With(await KeyAsync(user));
        var (_, subscription) = await account.Payments.PayAsync(await PaymentSandbox.OpenAsync(user, "starter"));
        await Eventually.TrueAsync(async () => (await user.GetAsync<Me>("/v1/me")).SubscriptionTier == "starter", "the plan that was paid for");
        var (webhook, said) = (new IdentityWebhook(Stack), IdentityWebhook.Deleted(SubjectOf(user)));

        var first = await ApiClient.ReadAsync<IdentityWebhookReceipt>(await webhook.SendAsync(said, prefix));
        var again = await ApiClient.ReadAsync<IdentityWebhookReceipt>(await webhook.SendAsync(said, prefix));
        Assert.Equal(first, again);
        await EndAsync(await ReadAsync($"/v1/deletions/{first.DeletionId}"));

        await ApiClient.ErrorAsync(await byKey.Http.GetAsync("/v1/agents"), HttpStatusCode.Unauthorized);
        await ApiClient.ErrorAsync(await user.Http.GetAsync("/v1/me"), HttpStatusCode.Unauthorized);
        Assert.Equal("cancelled", await account.Payments.AttributeAsync("subscriptions", subscription, "status"));
        await NothingIsLeftAsync(me.UserId, agents);
        Assert.Null((await ApiClient.ReadAsync<IdentityWebhookReceipt>(await webhook.SendAsync(said, prefix))).DeletionId);
    }

    [Fact]
    public async Task A_webhook_of_the_identity_provider_that_is_not_signed_too_old_too_large_or_no_event_is_refused()
    {
        using var user = await Stack.SignInAsync(NewName());
        await user.GetAsync<Me>("/v1/me");
        var (webhook, said) = (new IdentityWebhook(Stack), IdentityWebhook.Deleted(SubjectOf(user)));

        foreach (var signature in new[] { "v1,AAAA", "none", $"v1,{Convert.ToBase64String(new byte[32])}" })
        {
            Assert.Equal(ErrorCode.Unauthenticated, (await ApiClient.ErrorAsync(await webhook.SendAsync(said, signature: signature), HttpStatusCode.Unauthorized)).Code);
        }

        await ApiClient.ErrorAsync(await webhook.SendAsync(said, sentAt: DateTimeOffset.UtcNow.AddMinutes(-6)), HttpStatusCode.Unauthorized);
        await ApiClient.ErrorAsync(await webhook.SendAsync(said, sentAt: DateTimeOffset.UtcNow.AddMinutes(6)), HttpStatusCode.Unauthorized);
        await ApiClient.ErrorAsync(await webhook.SendAsync(new byte[300 * 1024]), HttpStatusCode.RequestEntityTooLarge);
        await ApiClient.ErrorAsync(await webhook.SendAsync("{}"u8.ToArray()), HttpStatusCode.BadRequest);
        Assert.Null((await ApiClient.ReadAsync<IdentityWebhookReceipt>(await webhook.SendAsync("""{"type": "user.updated", "data": {}}"""u8.ToArray()))).DeletionId);
        Assert.Null((await user.GetAsync<Me>("/v1/me")).DeletionId);
    }

    [Fact]
    public async Task A_deletion_ends_while_agents_are_deployed_and_called()
    {
        using var user = await Stack.SignInAsync(NewName());
        var me = await user.GetAsync<Me>("/v1/me");
        var agents = new List<string>();
        foreach (var number in Enumerable.Range(0, 4))
        {
            agents.Add(await OwnAsync(user, $"agent-{number}"));
        }

        using var over = new CancellationTokenSource();
        var callers = agents.Select(agent => CallAsync(user, agent, over.Token)).ToArray();
        await user.StartDeploymentAsync(agents[0], AgentArchive.Invoking("return 'again';"));
        await user.StartDeploymentAsync(agents[0], AgentArchive.Invoking("return 'in line';"), queue: true);
        await user.StartDeploymentAsync(agents[0], AgentArchive.Invoking("return 'in line too';"), queue: true);
        await user.StartDeploymentAsync(agents[1], AgentArchive.Of("throw new Error('it does not start');"));
        await user.StartDeploymentAsync(agents[2], AgentArchive.Invoking("return 'again';"));

        await EndAsync(await DeleteAsync(user, me.UserId));
        await over.CancelAsync();
        await Task.WhenAll(callers);

        await NothingIsLeftAsync(me.UserId, agents);
        Assert.DoesNotContain("'AcquireAgent' failed", Stack.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("'EndDeployment' failed", Stack.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DeletionStep.Requested)]
    [InlineData(DeletionStep.Agents)]
    [InlineData(DeletionStep.Settling)]
    public async Task A_deletion_ends_though_the_control_plane_is_killed_in_the_middle(DeletionStep at)
    {
        using var user = await Stack.SignInAsync(NewName());
        var me = await user.GetAsync<Me>("/v1/me");
        string[] agents = [await OwnAsync(user, "one"), await OwnAsync(user, "two"), await OwnAsync(user, "three")];

        var deletion = await DeleteAsync(user, me.UserId);
        await Eventually.TrueAsync(async () => (await ReadAsync(deletion.StatusUrl)).Step >= at, $"the step {at}");
        Stack.KillControlPlane(1);

        await EndAsync(deletion);
        await NothingIsLeftAsync(me.UserId, agents);
    }

    [Fact]
    public async Task An_export_ends_though_the_control_plane_is_killed_in_the_middle()
    {
        using var user = await Stack.SignInAsync(NewName());
        var agent = await OwnAsync(user, "one");
        await ApiClient.ReadAsync<AccountExport>(await user.Http.PostAsync("/v1/me/export", content: null));

        Stack.KillControlPlane(1);

        var files = await DownloadAsync(user);
        Assert.Contains(Answer, files[$"agents/{agent}/sessions.ndjson"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_paid_for_after_the_deletion_is_ended_and_given_back()
    {
        using var user = await Stack.SignInAsync(NewName());
        var me = await user.GetAsync<Me>("/v1/me");
        var open = await PaymentSandbox.OpenAsync(user, "pro");
        await EndAsync(await DeleteAsync(user, me.UserId));

        var (order, subscription) = await account.Payments.PayAsync(open);

        await Eventually.TrueAsync(async () => await account.Payments.AttributeAsync("subscriptions", subscription, "status") == "cancelled", "the end of the subscription", Patience);
        await Eventually.TrueAsync(async () => await account.Payments.AttributeAsync("orders", order, "status") == "refunded", "the refund", Patience);
        await NothingIsLeftAsync(me.UserId, []);
    }

    [Fact]
    public async Task What_is_written_behind_the_removal_of_an_agent_is_swept_up()
    {
        using var user = await Stack.SignInAsync(NewName());
        var agent = await user.CreateAgentAsync("gone");
        var logs = new TableServiceClient(Stack.StorageConnectionString).GetTableClient("Logs");
        await logs.AddEntityAsync(new TableEntity(agent.AgentId, "before"));
        Assert.Equal(HttpStatusCode.NoContent, (await user.Http.DeleteAsync($"/v1/agents/{agent.AgentId}")).StatusCode);
        await Eventually.TrueAsync(async () => !(await logs.GetEntityIfExistsAsync<TableEntity>(agent.AgentId, "before")).HasValue, "the removal");

        await logs.AddEntityAsync(new TableEntity(agent.AgentId, "late"));

        await Eventually.TrueAsync(async () => !(await logs.GetEntityIfExistsAsync<TableEntity>(agent.AgentId, "late")).HasValue, "the sweep", Patience);
    }

    [Fact]
    public async Task A_parameter_that_an_operation_does_not_have_is_named()
    {
        using var user = await Stack.SignInAsync(NewName());

        var error = await ApiClient.ErrorAsync(await user.Http.GetAsync("/v1/agents?limt=5"), HttpStatusCode.BadRequest);

        Assert.Equal((ErrorCode.InvalidRequest, "limt"), (error.Code, Assert.Single(error.Problems!).Path));
        Assert.Contains("cursor, limit", error.Message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await user.Http.GetAsync("/v1/agents?LIMIT=5")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await user.Http.GetAsync("/healthz?probe=1")).StatusCode);
        using var look = new HttpRequestMessage(HttpMethod.Head, "/healthz");
        Assert.Equal(HttpStatusCode.OK, (await user.Http.SendAsync(look)).StatusCode);
    }

    private static string NewName() => $"user{Guid.NewGuid():n}"[..20];

    private static string SubjectOf(ApiClient user)
    {
        using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(user.Credential!.Split('.')[1]));
        return claims.RootElement.GetProperty("sub").GetString()!;
    }

    /// <summary>An agent with a secret, code, a session, an asynchronous invocation and a line in its log.</summary>
    private static async Task<string> OwnAsync(ApiClient user, string name)
    {
        var agent = (await user.CreateAgentAsync(name)).AgentId;
        await user.SendAsync(HttpMethod.Put, $"/v1/agents/{agent}/secrets/TOKEN", new SetSecretRequest { Value = Secret });
        await user.DeployAsync(agent, AgentArchive.Invoking($"console.log('{Line}'); return '{Answer}';", optionalKeys: ["TOKEN"]));
        Assert.Equal(Answer, (await user.InvokeAsync(agent, "hello", "session-1")).Output.Text);
        Assert.Equal(Answer, (await user.EndOfAsync(await user.InvokeLaterAsync(agent, "hello"))).Output!.Text);
        await Eventually.TrueAsync(async () => (await user.GetAsync<Page<LogLine>>($"/v1/agents/{agent}/logs")).Items.Count > 0, "the line in the log");
        return agent;
    }

    private static async Task<string> KeyAsync(ApiClient user) =>
        (await user.PostAsync<CreateApiKeyRequest, ApiKeyCreated>("/v1/api-keys", new CreateApiKeyRequest { Name = "k-one", Scopes = ["invoke", "read"] })).Key;

    private static async Task CallAsync(ApiClient user, string agent, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            using var answer = await user.TryInvokeAsync(agent, "x");
            Assert.NotEqual(HttpStatusCode.InternalServerError, answer.StatusCode);
            using var accepted = await user.TryInvokeLaterAsync(agent, "x");
            Assert.NotEqual(HttpStatusCode.InternalServerError, accepted.StatusCode);
        }
    }

    private static async Task<Dictionary<string, string>> ExportAsync(ApiClient user)
    {
        await ApiClient.ReadAsync<AccountExport>(await user.Http.PostAsync("/v1/me/export", content: null));
        return await DownloadAsync(user);
    }

    private static async Task<Dictionary<string, string>> DownloadAsync(ApiClient user)
    {
        var bytes = await Eventually.ValueAsync(ArchiveAsync, "the archive", Patience);
        using var zip = new ZipArchive(new MemoryStream(bytes), ZipArchiveMode.Read);
        return zip.Entries.ToDictionary(entry => entry.FullName, Text, StringComparer.Ordinal);

        // A control plane that was killed is away for a while.
        async Task<byte[]?> ArchiveAsync()
        {
            try
            {
                using var answer = await user.Http.GetAsync("/v1/me/export/archive");
                return answer.StatusCode == HttpStatusCode.OK ? await answer.Content.ReadAsByteArrayAsync() : null;
            }
            catch (HttpRequestException)
            {
                return null;
            }
        }

        static string Text(ZipArchiveEntry entry)
        {
            using var reader = new StreamReader(entry.Open());
            return reader.ReadToEnd();
        }
    }

    private static async Task<AccountDeletion> DeleteAsync(ApiClient user, string userId) =>
        await ApiClient.ReadAsync<AccountDeletion>(await user.SendAsync(HttpMethod.Delete, "/v1/me", new DeleteAccountRequest { Confirmation = userId }));

    /// <summary>Waits for the end of a deletion, as whoever knows its id; the steps that were seen.</summary>
    private async Task<IReadOnlyList<DeletionStep>> EndAsync(AccountDeletion deletion)
    {
        var steps = new List<DeletionStep> { deletion.Step };
        await Eventually.TrueAsync(
            async () =>
            {
                var present = await ReadAsync(deletion.StatusUrl);
                steps.Add(present.Step);
                return present.Done;
            },
            $"the end of {deletion.DeletionId}",
            Patience);
        return steps;
    }

    // A control plane that was killed is away for a while.
    private Task<AccountDeletion> ReadAsync(string statusUrl) => Eventually.ValueAsync(
        async () =>
        {
            using var anybody = new ApiClient(Stack.ControlPlane, credential: null);
            try
            {
                using var answer = await anybody.Http.GetAsync(statusUrl);
                return answer.IsSuccessStatusCode ? await ApiClient.ReadAsync<AccountDeletion>(answer) : null;
            }
            catch (HttpRequestException)
            {
                return null;
            }
        },
        "an answer",
        Patience);

    private Task NothingIsLeftAsync(string userId, IReadOnlyCollection<string> agents) =>
        Eventually.PassesAsync(async () => Assert.Empty(await Leftovers.FindAsync(Stack, userId, agents)), "that nothing is left", Patience);
}
