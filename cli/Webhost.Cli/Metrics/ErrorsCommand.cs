using System.CommandLine;
using Webhost.Cli.Agents;
using Webhost.Cli.Api;
using Webhost.Cli.Shell;
using Webhost.Contracts;
using Webhost.Contracts.Metrics;

namespace Webhost.Cli.Metrics;

/// <summary><c>webhost errors</c>.</summary>
internal static class ErrorsCommand
{
    public static Command Create(CommandRunner runner)
    {
        var selector = new AgentSelector(runner);
        var page = new PageOptions();
        return runner.Bind(
            new CliCommand("errors", "List an agent's last failed invocations.", "webhost errors support", "webhost errors --limit 5 --json") { selector.Argument, selector.Option, page.Limit },
            async (context, cancellationToken) =>
            {
                var id = await selector.IdAsync(context, cancellationToken);
                PageOptions.Write(
                    context,
                    await context.Api.GetAsync<Page<InvocationError>>(page.Path(context, $"v1/agents/{Query.Part(id)}/errors"), cancellationToken),
                    "No failed invocations.",
                    ["time", "class", "trace", "message"],
                    error => [Moment.Show(error.Timestamp), error.ErrorClass, error.TraceId ?? "–", error.Message ?? "–"]);
            });
    }
}
