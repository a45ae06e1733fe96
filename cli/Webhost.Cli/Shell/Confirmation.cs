namespace Webhost.Cli.Shell;

/// <summary>Asks before something is lost, and tells that it is done.</summary>
internal static class Confirmation
{
    /// <summary>Lets the user type the name of what will be lost; without a person at the keyboard <c>--yes</c> is needed.</summary>
    public static async Task RequireAsync(CommandContext context, bool yes, Func<Task<string>> name, string warning, CancellationToken cancellationToken)
    {
        if (!yes)
        {
            await AskAsync(context, name, warning, "the name", "Add --yes if you mean it.", StringComparison.Ordinal, cancellationToken);
        }
    }

    /// <summary>Lets the user type what stands for what will be lost, and gives it.</summary>
    /// <param name="context">The command.</param>
    /// <param name="expected">What must be typed; asked for when there is a person to type it.</param>
    /// <param name="warning">What will be lost.</param>
    /// <param name="what">What it is that is typed.</param>
    /// <param name="unattended">What to do without a person at the keyboard.</param>
    /// <param name="comparison">How exactly it must be typed.</param>
    /// <param name="cancellationToken">Ends the wait for it.</param>
    public static async Task<string> AskAsync(
        CommandContext context, Func<Task<string>> expected, string warning, string what, string unattended, StringComparison comparison, CancellationToken cancellationToken)
    {
        if (!context.Host.InputIsTerminal)
        {
            throw CliException.Usage("This can't be undone, and there is nobody to ask.", unattended);
        }

        var wanted = await expected();
        context.Terminal.Notice($"{warning} Type '{wanted}' to go on:");
        return string.Equals((await context.Host.ReadLineAsync(cancellationToken))?.Trim(), wanted, comparison)
            ? wanted
            : throw CliException.Local(Webhost.Contracts.Errors.ErrorCode.InvalidRequest, $"That is not {what}; nothing was done.", exitCode: ExitCode.Failed);
    }

    /// <summary>Writes the result of an act that has nothing to show.</summary>
    public static void Done(CommandContext context, string id, string state) => Done(context, new Done(id, state), $"{id} {state}.");

    /// <summary>Writes the result of an act: what it was done to, or for people a sentence.</summary>
    public static void Done<T>(CommandContext context, T result, string sentence)
    {
        if (context.Terminal.Json)
        {
            context.Terminal.WriteJson(result);
        }
        else
        {
            context.Terminal.Line(sentence);
        }
    }
}
