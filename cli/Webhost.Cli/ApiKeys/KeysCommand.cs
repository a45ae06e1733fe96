using System.CommandLine;
using Webhost.Cli.Agents;
using Webhost.Cli.Api;
using Webhost.Cli.Shell;
using Webhost.Contracts;
using Webhost.Contracts.ApiKeys;

namespace Webhost.Cli.ApiKeys;

/// <summary><c>webhost keys</c>.</summary>
internal static class KeysCommand
{
    public static Command Create(CommandRunner runner) => new CliCommand("keys", "Make, list and revoke API keys.", "webhost keys create ci --scope deploy --scope read", "webhost keys list")
    {
        New(runner), List(runner), Revoke(runner),
    };

    private static Command New(CommandRunner runner)
    {
        var name = new Argument<string>("name") { Description = "What the key is for." };
        var scopes = new Option<string[]>("--scope") { Description = "What it allows: to ask agents, to see what there is, to change and deploy agents; repeat for more. None includes another: 'webhost deploy' needs deploy and read.", Required = true };
        scopes.AcceptOnlyFromAmong("invoke", "read", "deploy");
        var agent = new Option<string?>("--agent", "-a") { Description = "Good for one agent only [default: all of yours].", HelpName = "NAME|ID" };
        agent.CompletionSources.Add(new AgentNames(runner).StartingAs);
        var expires = new Option<string?>("--expires") { Description = "When it ends: a time, or after so long [default: never].", HelpName = "30d" };
        var command = new CliCommand(
            "create", "Make an API key and write it to standard output; it can't be shown again.",
            "webhost keys create ci --scope deploy --scope read --expires 90d", "webhost keys create site --scope invoke --agent support > key.txt")
        {
            name, scopes, agent, expires,
        };
        return runner.Bind(command, async (context, cancellationToken) =>
        {
            var created = await context.Api.PostOnceAsync<CreateApiKeyRequest, ApiKeyCreated>(
                "v1/api-keys",
                new CreateApiKeyRequest
                {
                    Name = context.Get(name),
                    Scopes = context.Get(scopes),
                    AgentId = context.Get(agent) is { } one ? await AgentLocator.IdAsync(context, one, cancellationToken) : null,
                    ExpiresAt = context.Get(expires) is { } end ? Moment.Future(end, "--expires", context.Host.Time.GetUtcNow()) : null,
                },
                cancellationToken);
            if (context.Terminal.Json)
            {
                context.Terminal.WriteJson(created);
                return;
            }

            context.Terminal.Info($"Key {created.ApiKey.KeyId}. Keep it now: it can't be shown again.");
            context.Terminal.Line(created.Key);
        });
    }

    private static Command List(CommandRunner runner)
    {
        var page = new PageOptions();
        return runner.Bind(
            new CliCommand("list", "List your API keys.", "webhost keys list") { page.Limit, page.Cursor },
            async (context, cancellationToken) => PageOptions.Write(
                context,
                await context.Api.GetAsync<Page<ApiKey>>(page.Path(context, "v1/api-keys"), cancellationToken),
                "You have no API keys.",
                ["id", "name", "key", "scopes", "agent", "created", "expires"],
                key => [key.KeyId, key.Name, $"{key.Prefix}…", string.Join(",", key.Scopes), key.AgentId ?? "all", Moment.Show(key.CreatedAt), Moment.Show(key.ExpiresAt)]));
    }

    private static Command Revoke(CommandRunner runner)
    {
        var id = new Argument<string>("key") { Description = "The key's id." };
        return runner.Bind(
            new CliCommand("revoke", "End an API key; it stops working within seconds.", "webhost keys revoke key_123") { id },
            async (context, cancellationToken) =>
            {
                await context.Api.SendAsync(new ApiRequest(HttpMethod.Delete, $"v1/api-keys/{Query.Part(context.Get(id)!)}"), cancellationToken);
                Confirmation.Done(context, context.Get(id)!, "revoked");
            });
    }
}
