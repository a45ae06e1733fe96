using System.Text;
using Webhost.Cli.Shell;

namespace Webhost.Cli.Api;

/// <summary>Builds paths with queries.</summary>
internal static class Query
{
    /// <summary>The path with those parameters that have a value.</summary>
    public static string Of(string path, params IEnumerable<(string Name, string? Value)> parameters)
    {
        var text = new StringBuilder(path);
        var mark = '?';
        foreach (var (name, value) in parameters.Where(parameter => parameter.Value is not null))
        {
            text.Append(mark).Append(name).Append('=').Append(Uri.EscapeDataString(value!));
            mark = '&';
        }

        return text.ToString();
    }

    /// <summary>A value as one part of a path. Dots alone would lead elsewhere on their way to the API, as they do in folders: to the agent instead of its session.</summary>
    public static string Part(string value) => value is not "" and not "." and not ".."
        ? Uri.EscapeDataString(value)
        : throw CliException.Usage($"'{value}' is no id.");
}
