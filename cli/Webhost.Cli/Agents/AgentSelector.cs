using System.CommandLine;
using Webhost.Cli.Shell;

namespace Webhost.Cli.Agents;

/// <summary>How a command is told which agent it is about: an argument, <c>--agent</c>, or the project's own.</summary>
internal sealed class AgentSelector
{
    public AgentSelector(CommandRunner runner)
    {
        var names = new AgentNames(runner);
        Argument.CompletionSources.Add(names.StartingAs);
        Option.CompletionSources.Add(names.StartingAs);
        Option.Validators.Add(result =>
        {
            if (result.GetResult(Argument)?.Tokens is [var named, ..])
            {
                result.AddError($"Name the agent once: '{named.Value}' is one, and --agent names another.");
            }
        });
    }

    /// <summary>The agent as the command's own argument.</summary>
    public Argument<string?> Argument { get; } = new("agent") { Description = "The agent's name or id [default: the one that this folder is deployed to].", Arity = ArgumentArity.ZeroOrOne };

    /// <summary>The agent as an option.</summary>
    public Option<string?> Option { get; } = new("--agent", "-a") { Description = "The agent's name or id [default: the one that this folder is deployed to].", HelpName = "NAME|ID" };

    /// <summary>The id of the agent that the user means.</summary>
    public Task<string> IdAsync(CommandContext context, CancellationToken cancellationToken) =>
        AgentLocator.IdAsync(context, Given(context), cancellationToken);

    /// <summary>What the user wrote; null for the project's agent.</summary>
    public string? Given(CommandContext context) => context.Get(Argument) ?? context.Get(Option);

    /// <summary>What the user wrote with the option, for commands without the argument.</summary>
    public Task<string> IdByOptionAsync(CommandContext context, CancellationToken cancellationToken) =>
        AgentLocator.IdAsync(context, context.Get(Option), cancellationToken);
}
