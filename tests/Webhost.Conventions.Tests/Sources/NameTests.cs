using System.Text.RegularExpressions;

namespace Webhost.Conventions.Tests.Sources;

/// <summary>Folders and classes are named after what they do: a name that fits anything says nothing.</summary>
public sealed partial class NameTests
{
    private static readonly string[] Empty = ["Services", "Helpers", "Utils", "Managers"];

    [Fact]
    public void No_folder_has_a_name_that_fits_anything()
    {
        var wrong = SourceFile.Below("shared", "functions", "cli", "local", "bench", "polyfills", "tests")
            .Select(file => Path.GetDirectoryName(SourceFile.FromRoot(file))!)
            .Distinct(StringComparer.Ordinal)
            .Where(folder => folder.Split(Path.DirectorySeparatorChar).Any(part => Empty.Contains(part, StringComparer.OrdinalIgnoreCase)));

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task No_class_has_a_name_that_fits_anything()
    {
        var wrong = new List<string>();
        foreach (var file in SourceFile.Below("shared", "functions", "cli", "local", "bench", "polyfills"))
        {
            wrong.AddRange(Declaration().Matches(await File.ReadAllTextAsync(file)).Select(match => $"{SourceFile.FromRoot(file)}: {match.Value.Trim()}"));
        }

        Assert.Empty(wrong);
    }

    [GeneratedRegex(@"^[\w ]*\b(class|record|struct|interface)\s+\w*(Services|Helpers?|Utils|Utilities|Managers?)\b", RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Declaration();
}
