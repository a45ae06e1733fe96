using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Webhost.Cli.Accounts;
using Webhost.Cli.Agents;
using Webhost.Cli.Alerts;
using Webhost.Cli.ApiKeys;
using Webhost.Cli.AsyncInvocations;
using Webhost.Cli.Audit;
using Webhost.Cli.Billing;
using Webhost.Cli.Completion;
using Webhost.Cli.Deployments;
using Webhost.Cli.Invocation;
using Webhost.Cli.Limits;
using Webhost.Cli.Logs;
using Webhost.Cli.Metrics;
using Webhost.Cli.Projects;
using Webhost.Cli.Secrets;
using Webhost.Cli.Sessions;
using Webhost.Cli.SignIn;
using Webhost.Cli.UsageReports;
using Webhost.Contracts.Errors;

namespace Webhost.Cli.Shell;

/// <summary>The whole command line, and one run of it.</summary>
internal static partial class CommandLine
{
    /// <summary>Runs the arguments to their end and answers the exit code.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CliHost host, CancellationToken cancellationToken)
    {
        var options = new GlobalOptions();
        var runner = new CommandRunner(host, options);
        var parse = Root(runner, arguments).Parse(arguments);
        try
        {
            return parse.Action is ParseErrorAction
                ? Misused(runner, parse)
                : await parse.InvokeAsync(Invocation(host.Output, host.Error), cancellationToken);
        }
        catch (OutputClosedException)
        {
            return ExitCode.OutputClosed;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Help, the version and the like can't be written: the disk is full, or standard output is closed.
            ErrorReport.Write(host, runner.TerminalOf(parse), CliException.Local(ErrorCode.Internal, failure.Message));
            return ExitCode.Failed;
        }
        catch (Exception fault) when (host.Setting("WEBHOST_DEBUG") is null)
        {
            ErrorReport.Write(host, runner.TerminalOf(parse), CliException.Local(
                ErrorCode.Internal, $"This command has a fault: {fault.GetType().Name}: {fault.Message}", "Run it again with WEBHOST_DEBUG=1 and report what it writes."));
            return ExitCode.Failed;
        }
    }

    private static InvocationConfiguration Invocation(TextWriter output, TextWriter error) =>
        new() { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };

    private static RootCommand Root(CommandRunner runner, IReadOnlyList<string> arguments)
    {
        var root = new RootCommand("Deploy agents, call them, and watch them on webhost.systems.");
        runner.Options.AddTo(root);
        foreach (var command in (ReadOnlySpan<Command>)[
            LoginCommand.Create(runner), LogoutCommand.Create(runner), WhoamiCommand.Create(runner),
            InitCommand.Create(runner), DeployCommand.Create(runner), InvokeCommand.Create(runner), InvocationsCommand.Create(runner),
            AgentsCommand.Create(runner), DeploymentsCommand.Create(runner), RollbackCommand.Create(runner),
            LogsCommand.Create(runner), MetricsCommand.Create(runner), ErrorsCommand.Create(runner), SessionsCommand.Create(runner),
            SecretsCommand.Create(runner), KeysCommand.Create(runner), LimitsCommand.Create(runner), BillingCommand.Create(runner),
            UsageCommand.Create(runner), SpendCapCommand.Create(runner), AlertsCommand.Create(runner), AuditCommand.Create(runner), AccountCommand.Create(runner), CompletionCommand.Create(runner)])
        {
            root.Add(command);
        }

        RefuseUnknownOptions(root, arguments.SkipWhile(argument => argument is not "--").Skip(1).Count());

        foreach (var option in root.Options.OfType<HelpOption>().ToArray())
        {
            option.Action = new ExamplesHelp((HelpAction)option.Action!);
        }

        return root;
    }

    /// <summary>A misspelt option would otherwise be taken as a folder, a name or a prompt. What stands behind <c>--</c> is taken as it is.</summary>
    private static void RefuseUnknownOptions(Command command, int literal)
    {
        command.Validators.Add(result =>
        {
            foreach (var word in result.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).SkipLast(literal).Where(token => OptionLike().IsMatch(token.Value)))
            {
                result.AddError($"There is no option '{word.Value}'. To pass it as an argument, put -- before it.");
            }
        });
        foreach (var below in command.Subcommands)
        {
            RefuseUnknownOptions(below, literal);
        }
    }

    [GeneratedRegex("^--?[A-Za-z][A-Za-z0-9-]*(=.*)?$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OptionLike();

    // In the library's own words it would be red whatever the user chose.
    private static int Misused(CommandRunner runner, ParseResult parse)
    {
        var command = parse.CommandResult.Command;
        var help = $"Run '{PathOf(command)} --help' for what it takes.";
        string[] errors = [.. parse.Errors.Select(error => error.Message)];
        if (command.Subcommands.Count > 0 && parse.UnmatchedTokens is [var word, ..])
        {
            errors = [OptionLike().IsMatch(word) ? $"There is no option '{word}'." : $"There is no command '{PathOf(command)} {word}'."];
            help = Misspelling.Nearest(word, command.Subcommands.Select(below => below.Name)) is { } meant ? $"Did you mean '{PathOf(command)} {meant}'? {help}" : help;
        }

        ErrorReport.Write(runner.Host, runner.TerminalOf(parse), CliException.Local(ErrorCode.InvalidRequest, errors[0], help, problems: [.. errors.Select(error => new Problem(string.Empty, error))]));
        return ExitCode.Usage;
    }

    private static string PathOf(Command command) =>
        command is RootCommand ? "webhost" : $"{PathOf(command.Parents.OfType<Command>().First())} {command.Name}";
}
