using System.Text.RegularExpressions;
using Webhost.Storage.Internal;

namespace Webhost.Conventions.Tests.Documents;

public sealed partial class TableTests
{
    [Fact]
    public async Task Every_table_is_explained_and_every_explained_table_exists()
    {
        var document = await File.ReadAllTextAsync(RepositoryRoot.Combine("docs", "tables.md"));

        var explained = Row().Matches(document).Select(match => match.Groups["name"].Value).ToList();

        Assert.Equal(Tables.Names.Order(StringComparer.Ordinal), explained.Order(StringComparer.Ordinal));
    }

    // A row of the list of tables. Further rows of one table leave its name out.
    [GeneratedRegex("^\\| `(?<name>\\w+)` \\|", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Row();
}
