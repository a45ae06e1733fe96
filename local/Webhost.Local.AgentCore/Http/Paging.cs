using System.Text;

namespace Webhost.Local.AgentCore.Http;

/// <summary>Pages over a list that is sorted by name: the token is the last name of the page before.</summary>
internal static class Paging
{
    private const int UsualSize = 100;

    public static (IReadOnlyList<T> Page, string? NextToken) Cut<T>(IEnumerable<T> items, Func<T, string> name, int? maxResults, string? token)
    {
        var size = maxResults ?? UsualSize;
        var after = token is null ? null : Name(token);
        var page = items.OrderBy(name, StringComparer.Ordinal).SkipWhile(item => after is not null && string.CompareOrdinal(name(item), after) <= 0).Take(size + 1).ToList();
        return page.Count <= size ? (page, null) : (page[..size], Convert.ToBase64String(Encoding.UTF8.GetBytes(name(page[size - 1]))));
    }

    private static string Name(string token)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(token));
        }
        catch (FormatException)
        {
            throw AwsException.Validation("nextToken", "nextToken is none that a list has answered.");
        }
    }
}
