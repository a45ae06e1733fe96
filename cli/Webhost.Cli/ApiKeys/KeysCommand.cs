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
    public static Command Create(CommandRunner runner) => new CliCommand("keys", "Make, list, rotate and revoke API keys.", "webhost keys create ci --scope deploy --scope read", "webhost keys list")
    {
        New(runner), List(runner), Rotate(runner), Revoke(runner),
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
            Show(context, created, $"Key {created.ApiKey.KeyId}. Keep it now: it can't be shown again.");
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
                ["id", "name", "key", "scopes", "agent", "created", "expires", "rotated"],
                key => [key.KeyId, key.Name, $"{key.Prefix}…", string.Join(",", key.Scopes), key.AgentId ?? "all", Moment.Show(key.CreatedAt), Moment.Show(key.ExpiresAt), Moment.Show(key.RotatedAt)]));
    }

    private static Command Rotate(CommandRunner runner)
    {
        var id = new Argument<string>("key") { Description = "The key's id." };
        var grace = new Option<string?>("--grace") { Description = "How long the present secret goes on working, at most 7d; 0s ends it at once [default: 1h].", HelpName = "24h" };
        var command = new CliCommand(
            "rotate", "Give an API key a new secret and write it to standard output; it can't be shown again. Id, scopes and expiry stay.",
            "webhost keys rotate key_123 --grace 24h > key.txt", "webhost keys rotate key_123 --grace 0s")
        {
            id, grace,
        };
        return runner.Bind(command, async (context, cancellationToken) =>
        {
            var seconds = context.Get(grace) is { } text ? Moment.Duration(text, "--grace").TotalSeconds : (double?)null;
            var rotated = await context.Api.PostOnceAsync<RotateApiKeyRequest, ApiKeyCreated>(
                $"v1/api-keys/{Query.Part(context.Get(id)!)}/rotate",
                new RotateApiKeyRequest { GraceSeconds = seconds is { } whole ? (int)Math.Min(Math.Ceiling(whole), int.MaxValue) : null },
                cancellationToken);
            Show(context, rotated, rotated.ApiKey.PreviousEndsAt is { } end
                ? $"Key {rotated.ApiKey.KeyId} has a new secret. Keep it now: it can't be shown again. The one before ({rotated.ApiKey.PreviousPrefix}…) works until {Moment.Show(end)}."
                : $"Key {rotated.ApiKey.KeyId} has a new secret. Keep it now: it can't be shown again. The one before has ended.");
        });
    }

    private static void Show(CommandContext context, ApiKeyCreated made, string remark)
    {
        if (context.Terminal.Json)
        {
            context.Terminal.WriteJson(made);
            return;
        }

        context.Terminal.Info(remark);
        context.Terminal.Line(made.Key);
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
