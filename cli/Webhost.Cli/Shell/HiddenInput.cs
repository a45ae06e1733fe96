using System.Text;

namespace Webhost.Cli.Shell;

/// <summary>Reads keys without showing them.</summary>
internal static class HiddenInput
{
    /// <summary>Reads up to the Enter that nothing follows at once: one with more behind it is a line's end in a text that was pasted, whose rest would otherwise go to the shell.</summary>
    /// <param name="next">Waits for a key.</param>
    /// <param name="isMoreThere">Whether another key is there already.</param>
    public static string Read(Func<ConsoleKeyInfo> next, Func<bool> isMoreThere)
    {
        var value = new StringBuilder();
        while (true)
        {
            var key = next();
            if (key.Key is ConsoleKey.Backspace)
            {
                value.Length = Math.Max(0, value.Length - 1);
            }
            else if (key.Key is not ConsoleKey.Enter)
            {
                value.Append(key.KeyChar is >= ' ' or '\t' ? key.KeyChar.ToString() : string.Empty);
            }
            else if (isMoreThere())
            {
                value.Append('\n');
            }
            else
            {
                return value.ToString();
            }
        }
    }
}
