using System.Text;

namespace Webhost.Local.AgentCore.Isolation;

/// <summary>
/// Gives an agent its variables in the last step of its start, when nothing runs any more that has other rights than itself: what starts programs and the loader read them. They come through the
/// standard input, so that they are neither in a file nor for long among the arguments that everybody on this machine sees.
/// </summary>
internal static class AgentVariables
{
    /// <summary>What stands before the agent's command and waits for its variables: a shell that reads its script from the standard input.</summary>
    public static readonly IReadOnlyList<string> Receiver = ["/bin/sh", "-s", "--"];

    /// <summary>Hands all the variables over that the agent is to have, and ends its standard input.</summary>
    public static async Task HandOverAsync(Stream input, IReadOnlyDictionary<string, string> variables)
    {
        try
        {
            await using (input)
                await input.WriteAsync(Encoding.UTF8.GetBytes(ScriptOf(variables)));
        }
        catch (IOException)
        {
            // The process ended before it got so far: that is told by whoever waits for it.
        }
    }

    private static string ScriptOf(IReadOnlyDictionary<string, string> variables) =>
        $"exec /usr/bin/env -i -- {string.Join(' ', variables.Select(variable => Quoted($"{variable.Key}={variable.Value}")))} \"$@\"\n";

    private static string Quoted(string word) => $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
