namespace Webhost.Cli.Shell;

/// <summary>Asks before something is lost, and tells that it is done.</summary>
internal static class Confirmation
{
    /// <summary>Lets the user type the name of what will be lost; without a person at the keyboard <c>--yes</c> is needed.</summary>
    public static async Task RequireAsync(CommandContext context, bool yes, Func<Task<string>> name, string warning)
    {
        if (yes)
        {
            return;
        }

        if (!context.Host.InputIsTerminal)
        {
            throw CliException.Usage("This can't be undone, and there is nobody to ask.", "Add --yes if you mean it.");
        }

        var expected = await name();
        context.Terminal.Notice($"{warning} Type '{expected}' to go on:");
        if (!string.Equals(context.Host.Input.ReadLine()?.Trim(), expected, StringComparison.Ordinal))
        {
            throw CliException.Local(Webhost.Contracts.Errors.ErrorCode.InvalidRequest, "That is not the name; nothing was done.", exitCode: ExitCode.Failed);
        }
    }

    /// <summary>Writes the result of an act that has nothing to show.</summary>
    public static void Done(CommandContext context, string id, string state)
    {
        if (context.Terminal.Json)
        {
            context.Terminal.WriteJson(new Done(id, state));
        }
        else
        {
            context.Terminal.Line($"{id} {state}.");
        }
    }
}
