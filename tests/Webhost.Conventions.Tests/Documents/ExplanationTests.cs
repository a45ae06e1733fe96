using System.Text.Json;
using System.Text.RegularExpressions;
using Webhost.Contracts.Errors;
using Webhost.Storage.Internal;

namespace Webhost.Conventions.Tests.Documents;

public sealed partial class ExplanationTests
{
    [Fact]
    public Task Every_table_is_explained_and_every_explained_table_exists() => ExplainsAsync("tables.md", Tables.Names);

    [Fact]
    public Task Every_error_code_is_explained_and_every_explained_one_exists() =>
        ExplainsAsync("errors.md", Enum.GetValues<ErrorCode>().Select(code => JsonSerializer.SerializeToElement(code).GetString()!));

    private static async Task ExplainsAsync(string document, IEnumerable<string> names)
    {
        var text = await File.ReadAllTextAsync(RepositoryRoot.Combine("docs", document));

        var explained = Row().Matches(text).Select(match => match.Groups["name"].Value).ToList();

        Assert.Equal(names.Order(StringComparer.Ordinal), explained.Order(StringComparer.Ordinal));
    }

    // A row of the document's list. Further rows of one name leave it out.
    [GeneratedRegex("^\\| `(?<name>\\w+)` \\|", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Row();
}
