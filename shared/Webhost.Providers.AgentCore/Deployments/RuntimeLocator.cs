using Amazon.BedrockAgentCoreControl.Model;
using Webhost.Providers.AgentCore.Aws;

namespace Webhost.Providers.AgentCore.Deployments;

/// <summary>Finds runtimes by name and versions by deployment: AWS only lists.</summary>
internal sealed class RuntimeLocator(AwsClients clients, AwsCalls calls)
{
    private const int PageSize = 100;

    /// <summary>The runtime of a name; null when there is none.</summary>
    public async Task<AwsAnswer<Found>> FindAsync(string name, CancellationToken cancellationToken) => NewestOf(
        await ListAsync(
            async (token, stop) =>
            {
                var page = await calls.RunAsync("ListAgentRuntimes", call => clients.Control.ListAgentRuntimesAsync(new ListAgentRuntimesRequest { MaxResults = PageSize, NextToken = token }, call), stop);
                return (page.Value?.AgentRuntimes, page.Value?.NextToken, page.Error);
            },
            runtime => string.Equals(runtime.AgentRuntimeName, name, StringComparison.Ordinal),
            cancellationToken));

    /// <summary>The newest version that was made for a deployment; null when there is none, or none any more.</summary>
    public async Task<AwsAnswer<Found>> FindVersionAsync(string runtimeId, string description, CancellationToken cancellationToken) =>
        NewestOf(await ListVersionsAsync(runtimeId, version => string.Equals(version.Description, description, StringComparison.Ordinal), cancellationToken));

    /// <summary>The versions of a runtime that are meant; none when there is no such runtime.</summary>
    public Task<AwsAnswer<List<AgentRuntime>>> ListVersionsAsync(string runtimeId, Func<AgentRuntime, bool> isMeant, CancellationToken cancellationToken) => ListAsync(
        async (token, stop) =>
        {
            var page = await calls.RunAsync(
                "ListAgentRuntimeVersions", call => clients.Control.ListAgentRuntimeVersionsAsync(new ListAgentRuntimeVersionsRequest { AgentRuntimeId = runtimeId, MaxResults = PageSize, NextToken = token }, call), stop);
            return (page.Value?.AgentRuntimes, page.Value?.NextToken, page.Error);
        },
        isMeant,
        cancellationToken);

    private static async Task<AwsAnswer<List<AgentRuntime>>> ListAsync(
        Func<string?, CancellationToken, Task<(List<AgentRuntime>? Items, string? Next, AwsError? Error)>> read, Func<AgentRuntime, bool> isMeant, CancellationToken cancellationToken)
    {
        List<AgentRuntime> found = [];
        string? token = null;
        do
        {
            var (items, next, error) = await read(token, cancellationToken);
            if (error is not null)
            {
                return error.Kind == AwsErrorKind.NotFound ? new AwsAnswer<List<AgentRuntime>>([], Error: null) : new AwsAnswer<List<AgentRuntime>>(Value: null, error);
            }

            found.AddRange((items ?? []).Where(isMeant));
            token = next;
        }
        while (token is not null);
        return new AwsAnswer<List<AgentRuntime>>(found, Error: null);
    }

    private static AwsAnswer<Found> NewestOf(AwsAnswer<List<AgentRuntime>> listed) =>
        listed.TryGet(out var found, out var error) ? new AwsAnswer<Found>(new Found(found.MaxBy(NumberOf)), Error: null) : new AwsAnswer<Found>(Value: null, error);

    private static long NumberOf(AgentRuntime runtime) => NumberOf(runtime.AgentRuntimeVersion);

    /// <summary>A version's number, by which versions follow each other; 0 when there is none.</summary>
    internal static long NumberOf(string? version) => long.TryParse(version, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>What a search found, if anything.</summary>
    internal sealed record Found(AgentRuntime? Runtime);
}
