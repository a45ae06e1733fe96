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

    [Fact]
    public void The_documentation_gives_the_sample_s_values()
    {
        var sample = SettingsFile.Read(Testing.RepositoryRoot.Combine("local.settings.sample.json"));
        foreach (Match row in Row().Matches(File.ReadAllText(Testing.RepositoryRoot.Combine("docs", "settings.md"))))
        {
            var (key, value) = (row.Groups["key"].Value, row.Groups["value"].Value.Trim('`').Replace(@"\|", "|", StringComparison.Ordinal));
            if (key.Contains("{plan}", StringComparison.Ordinal))
                Assert.Equal((key, value), (key, string.Join(", ", Plans.Select(plan => sample[key.Replace("{plan}", plan, StringComparison.Ordinal)]))));
            else
                Assert.Equal((key, value is "empty" ? string.Empty : value), (key, sample[key]));
        }
    }

    [GeneratedRegex(@"^\| `(?<key>[\w{}]+)` \| (?<value>([^|\\]|\\.)*) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Row();
}
