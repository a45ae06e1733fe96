using System.Text;
using Webhost.Contracts.Errors;

namespace Webhost.Core.Artifacts.Internal;

/// <summary>Checks the name of an entry and brings it into one form: parts joined with forward slashes, nothing before, between or behind them.</summary>
internal static class ArchivePath
{
    private const int ShownLength = 120;

    private static readonly HashSet<string> DeviceNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$",
        "COM0", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9",
        "LPT0", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9",
    };

    /// <summary>The parts of a name, or what is wrong with it. No parts means the archive's root itself.</summary>
    public static Problem? Parse(string name, ArchiveLimits limits, out string[] parts)
    {
        parts = [];
        if (Refuse(name, limits) is { } message)
        {
            return new Problem(Show(name), message);
        }

        parts = [.. name.Split('/').Where(part => part is not ("" or "."))];
        foreach (var part in parts)
        {
            if (RefusePart(part, limits) is { } reason)
            {
                return new Problem(Show(name), reason);
            }
        }

        return parts.Length - 1 > limits.MaximumDepth
            ? new Problem(Show(name), $"The folders are nested more than {limits.MaximumDepth} deep.")
            : null;
    }

    /// <summary>Whether an entry is litter that tools leave in archives.</summary>
    public static bool IsSkipped(ReadOnlySpan<string> parts)
    {
        for (var index = 0; index < parts.Length; index++)
        {
            if (parts[index] is "__MACOSX" or ".DS_Store" or ".git"
                || (parts[index] is ".bin" && index > 0 && parts[index - 1] is "node_modules")
                || (index == parts.Length - 1 && parts[index].StartsWith("._", StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A stranger's name in a form that is safe to show.</summary>
    public static string Show(string name)
    {
        var text = new StringBuilder(Math.Min(name.Length, ShownLength + 1));
        foreach (var character in name.AsSpan(0, Math.Min(name.Length, ShownLength)))
        {
            text.Append(char.IsControl(character) || char.IsSurrogate(character) || character is '\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e') ? '?' : character);
        }

        return name.Length > ShownLength ? text.Append('…').ToString() : text.ToString();
    }

    private static string? Refuse(string name, ArchiveLimits limits)
    {
        if (name.Length == 0)
        {
            return "An entry has no name.";
        }

        if (Encoding.UTF8.GetByteCount(name) > limits.MaximumPathBytes)
        {
            return $"The path is longer than {limits.MaximumPathBytes} bytes.";
        }

        if (name.Any(character => char.IsControl(character) || character == '\ufffd'))
        {
            return "The name holds a control character or is not UTF-8.";
        }

        if (name.Contains('\\', StringComparison.Ordinal))
        {
            return "The name holds a backslash. Pack with a tool that writes forward slashes.";
        }

        if (name[0] == '/')
        {
            return "The path is absolute. Pack the agent's folder with relative paths.";
        }

        return name.Contains(':', StringComparison.Ordinal) ? "The name holds a colon, as drive letters do. Rename the file." : null;
    }

    private static string? RefusePart(string part, ArchiveLimits limits)
    {
        if (part is "..")
        {
            return "The path leaves the archive ('..'). Pack the agent's folder with relative paths inside it.";
        }

        if (Encoding.UTF8.GetByteCount(part) > limits.MaximumNameBytes)
        {
            return $"A name in the path is longer than {limits.MaximumNameBytes} bytes.";
        }

        if (part[^1] is '.' or ' ')
        {
            return "A name ends in a dot or a space, which some systems drop. Rename the file.";
        }

        var stem = part.Split('.')[0].TrimEnd(' ');
        return DeviceNames.Contains(stem) ? $"'{stem}' is a reserved device name on some systems. Rename the file." : null;
    }
}
