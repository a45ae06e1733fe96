using System.Text.RegularExpressions;
using Webhost.Local.Settings;
using Webhost.Testing;

namespace Webhost.Local.Tests.Settings;

public sealed partial class DocumentedSettingsTests
{
    private static readonly string[] Plans = ["free", "starter", "pro", "enterprise"];

    [Fact]
    public void The_sample_and_the_documentation_list_the_same_keys()
    {
        var sample = SettingsFile.Read(Testing.RepositoryRoot.Combine("local.settings.sample.json")).Keys;
        var documented = Row().Matches(File.ReadAllText(Testing.RepositoryRoot.Combine("docs", "settings.md")))
            .Select(row => row.Groups["key"].Value)
            .SelectMany(key => key.Contains("{plan}", StringComparison.Ordinal) ? Plans.Select(plan => key.Replace("{plan}", plan, StringComparison.Ordinal)) : [key]);

        Assert.Equal(sample.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^\| `(?<key>[\w{}]+)` \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Row();
}
