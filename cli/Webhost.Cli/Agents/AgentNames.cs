using System.CommandLine.Completions;
using Webhost.Cli.Api;
using Webhost.Cli.Shell;
using Webhost.Contracts;
using Webhost.Contracts.Agents;

namespace Webhost.Cli.Agents;

/// <summary>The names of the user's agents for a shell that completes what is typed: soon, or none at all.</summary>
internal sealed class AgentNames(CommandRunner runner)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Those that begin with what is typed, by the command line's own API and token. Whatever goes wrong, nothing is said: the user is in the middle of a line.</summary>
    public IEnumerable<CompletionItem> StartingAs(CompletionContext typed)
    {
        // The library asks for them in its own thread.
        var names = Task.Run(() => ReadAsync(typed)).GetAwaiter().GetResult();
        return names.Where(name => name.StartsWith(typed.WordToComplete, StringComparison.OrdinalIgnoreCase)).Select(name => new CompletionItem(name));
    }

    private async Task<IReadOnlyList<string>> ReadAsync(CompletionContext typed)
    {
        try
        {
            using var limit = new CancellationTokenSource(Patience, runner.Host.Time);
            using var context = runner.ContextOf(typed.ParseResult);

            // A token that has run out is not renewed: broken off by the limit, that could cost the sign-in.
            var token = context.GivenToken ?? context.Credentials.Read().Of(ApiAddress.Display(context.ApiBase))?.AccessToken;
            if (token is null)
            {
                return [];
            }

            using var api = new ApiClient(context.ApiBase, new BearerSource(context.ApiBase, token, context.Credentials, runner.Host.Time), runner.Host.Time);
            var agents = await api.GetAsync<Page<Agent>>(Query.Of("v1/agents", ("limit", "100")), limit.Token);

            // The shell takes a name with a space for two words.
            return [.. agents.Items.Select(agent => agent.Name.Contains(' ', StringComparison.Ordinal) ? agent.AgentId : agent.Name)];
        }
        catch (Exception failure) when (failure is CliException or OperationCanceledException or IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
