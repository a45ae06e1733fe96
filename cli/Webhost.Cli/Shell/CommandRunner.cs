using System.CommandLine;
using Webhost.Contracts.Errors;

namespace Webhost.Cli.Shell;

/// <summary>Binds commands to what they do, and turns every outcome into an exit code.</summary>
internal sealed class CommandRunner(CliHost host, GlobalOptions options)
{
    /// <summary>The machine.</summary>
    public CliHost Host => host;

    /// <summary>The options that every command understands.</summary>
    public GlobalOptions Options => options;

    /// <summary>Lets <paramref name="run"/> be what the command does.</summary>
    public T Bind<T>(T command, Func<CommandContext, CancellationToken, Task<int>> run) where T : Command
    {
        command.SetAction((parse, cancellationToken) => RunAsync(parse, run, cancellationToken));
        return command;
    }

    /// <summary>Lets <paramref name="run"/>, which succeeds unless it throws, be what the command does.</summary>
    public T Bind<T>(T command, Func<CommandContext, CancellationToken, Task> run) where T : Command =>
        Bind(command, async (context, cancellationToken) =>
        {
            await run(context, cancellationToken);
            return ExitCode.Ok;
        });

    private async Task<int> RunAsync(ParseResult parse, Func<CommandContext, CancellationToken, Task<int>> run, CancellationToken cancellationToken)
    {
        using var context = ContextOf(parse);
        var terminal = context.Terminal;
        try
        {
            return await run(context, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            terminal.Info("Cancelled.");
            return ExitCode.Cancelled;
        }
        catch (OutputClosedException)
        {
            return ExitCode.OutputClosed;
        }
        catch (CliException failure)
        {
            ErrorReport.Write(host, terminal, failure);
            return failure.ExitCode;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            ErrorReport.Write(host, terminal, CliException.Local(ErrorCode.Internal, failure.Message));
            return ExitCode.Failed;
        }
    }

    /// <summary>A run with these arguments.</summary>
    public CommandContext ContextOf(ParseResult parse) => new(host, options, parse, TerminalOf(parse));

    /// <summary>Where a run with these arguments writes.</summary>
    public Terminal TerminalOf(ParseResult parse) => new(
        host, parse.GetValue(options.Json), parse.GetValue(options.Quiet), !parse.GetValue(options.NoColor) && host.Setting("NO_COLOR") is null);
}
