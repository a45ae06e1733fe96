using System.CommandLine.Parsing;
using System.Globalization;

namespace Webhost.Cli.Shell;

/// <summary>Reads whole numbers of options, and says in the user's words when one is none.</summary>
internal static class WholeNumber
{
    /// <summary>The option's number.</summary>
    public static int? Parse(ArgumentResult result) => Each(result) is [var number, ..] ? number : null;

    /// <summary>The numbers of an option that is given more than once.</summary>
    public static int[] Each(ArgumentResult result)
    {
        var numbers = new List<int>();
        foreach (var token in result.Tokens)
        {
            if (int.TryParse(token.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            {
                numbers.Add(number);
            }
            else
            {
                result.AddError($"{(result.Parent as OptionResult)?.Option.Name} takes a whole number, not '{token.Value}'.");
            }
        }

        return [.. numbers];
    }
}
