using System.Text.RegularExpressions;
using Webhost.Contracts.Errors;
using Webhost.Core.Results;

namespace Webhost.Providers.AgentCore.Building;

/// <summary>Looks whether a Python bundle brings along what it needs: AgentCore installs nothing.</summary>
internal static partial class PythonBundle
{
    private const string Requirements = "requirements.txt";
    private const long MaximumBytes = 1024 * 1024;

    /// <summary>Null, or which packages are named in requirements.txt and not there.</summary>
    /// <param name="directory">The bundle.</param>
    /// <param name="python">The Python that runs it, such as <c>PYTHON_3_13</c>.</param>
    /// <param name="architecture">The processor that runs it, such as <c>arm64</c>.</param>
    /// <param name="warnings">Takes what may go wrong.</param>
    public static Failure? Check(string directory, string python, string architecture, List<string> warnings)
    {
        var platform = $"--platform manylinux2014_{CodeArchitecture.TagOf(architecture)}";
        if (ForeignCode(directory, CodeArchitecture.OtherTagOf(architecture)) is { } foreign)
        {
            warnings.Add($"'{foreign}' is machine code for another processor, and AgentCore runs on {architecture}. Install the packages with {platform}.");
        }

        var vendored = Vendored(directory);
        var absent = ReadRequirements(directory).Where(required => !vendored.Contains(required.Name)).OrderBy(required => required.Name, StringComparer.Ordinal).ToLookup(required => required.Conditional, required => required.Name);
        if (absent[true].ToList() is { Count: > 0 } conditional)
        {
            warnings.Add($"Named in {Requirements} for some machines only, and not in the archive: {string.Join(", ", conditional)}. If AgentCore, which runs Python {CodeRuntime.VersionOf(python)} on Linux for {architecture}, is one of them, put them beside the code.");
        }

        var missing = absent[false].ToList();
        return missing.Count == 0 ? null : Failure.Invalid.All([new Problem(
            Requirements,
            $"{(missing.Count == 1 ? "A package is" : $"{missing.Count} packages are")} named in {Requirements} and not in the archive: {string.Join(", ", missing)}. AgentCore installs nothing: put them beside the code with " +
            $"'pip install -r {Requirements} --target . {platform} --only-binary=:all: --python-version {CodeRuntime.VersionOf(python)}', or leave {Requirements} out when the code does without.")]);
    }

    /// <summary>Whether the code, as far as it can be seen, answers where AgentCore asks.</summary>
    public static bool Serves(string text) =>
        text.Contains("BedrockAgentCoreApp", StringComparison.Ordinal) || text.Contains("8080", StringComparison.Ordinal);

    // A package with an environment marker is needed where that holds, which only an installer can tell.
    private static HashSet<(string Name, bool Conditional)> ReadRequirements(string directory)
    {
        var file = new FileInfo(Path.Combine(directory, Requirements));
        return !file.Exists || file.Length > MaximumBytes ? []
            : [.. File.ReadLines(file.FullName).Select(line => Requirement().Match(line)).Where(match => match.Success).Select(match => (Normal(match.Groups["name"].Value), match.Groups["marker"].Success))];
    }

    // Installed packages leave a folder '<name>-<version>.dist-info'; those that were copied are a folder or a file of that name.
    private static HashSet<string> Vendored(string directory)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFileSystemEntries(directory))
        {
            var name = Path.GetFileName(path);
            names.Add(Normal(name.EndsWith(".dist-info", StringComparison.Ordinal) || name.EndsWith(".egg-info", StringComparison.Ordinal) ? name.Split('-')[0] : Path.GetFileNameWithoutExtension(name)));
        }

        return names;
    }

    private static string? ForeignCode(string directory, string tag) =>
        SourceFiles.Of(directory).FirstOrDefault(name => name.Contains(tag, StringComparison.Ordinal) && name.EndsWith(".so", StringComparison.Ordinal));

    // As PEP 503 has it.
    private static string Normal(string name) => Separators().Replace(name, "-").ToLowerInvariant();

    [GeneratedRegex("[-_.]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Separators();

    [GeneratedRegex(@"^\s*(?<name>[A-Za-z0-9][A-Za-z0-9._-]*)\s*(\[[^\]]*\])?\s*([=<>!~@][^;#]*)?((?<marker>;)|$|#)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Requirement();
}
