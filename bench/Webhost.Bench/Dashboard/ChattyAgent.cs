using System.Diagnostics;
using Webhost.Bench.Stack;
using Webhost.Contracts.Agents;

namespace Webhost.Bench.Dashboard;

/// <summary>An agent that writes many lines to its log each time that it is called, beside others that make the pages as full as those of somebody who uses this.</summary>
internal static class ChattyAgent
{
    /// <summary>How many lines its log has at least.</summary>
    public const int Lines = 10_000;

    private const int LinesOfCall = 490;
    private const string Name = "order-desk";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly string[] Others = ["echo-one", "echo-two", "night-shift", "ticket-triage", "weather-watch"];

    // Texts of different lengths and of every level, as logs are.
    private static readonly string Code = $$"""
        const things = ["order", "refund", "delivery", "invoice", "customer"];
        export default {
          async invoke(request, context) {
            for (let line = 0; line < {{LinesOfCall}}; line++) {
              const level = line % 50 === 49 ? "error" : line % 20 === 19 ? "warn" : line % 5 === 4 ? "debug" : "info";
              context.log[level](`looked at ${things[line % 5]} ${1000 + line} of ${request.messages.at(-1).content}: ` + "it was as it had to be, ".repeat(line % 6) + "done");
            }
            return "done";
          },
        };
        """;

    /// <summary>Creates and deploys them, calls them, and waits until all lines can be read; gives the agent's id.</summary>
    public static async Task<string> CreateAsync(ApiClient api, CancellationToken cancellationToken)
    {
        foreach (string other in Others)
        {
            Agent agent = await api.CreateAgentAsync(other, Sample.Echo.Runtime, cancellationToken);
            await api.DeployAsync(agent.AgentId, Sample.Echo.Zip(), cancellationToken);
            await api.InvokeAsync(agent.AgentId, "hello", cancellationToken);
        }

        string agentId = (await api.CreateAgentAsync(Name, Sample.Echo.Runtime, cancellationToken)).AgentId;
        await api.DeployAsync(agentId, AgentArchive.Of(Code), cancellationToken);
        for (int written = 0; written < Lines; written += LinesOfCall)
            await api.InvokeAsync(agentId, $"the {written} before", cancellationToken);
        // Before it moves on: what it wrote arrives some moments after its answers.
        Stopwatch waited = Stopwatch.StartNew();
        while (await api.CountLogLinesAsync(agentId, cancellationToken) is int there && there < Lines)
        {
            if (waited.Elapsed > Patience)
                throw new TimeoutException($"Only {there} of the {Lines} log lines that the agent wrote can be read.");
            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        }

        return agentId;
    }
}
