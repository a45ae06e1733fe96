using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Webhost.Local.LemonSqueezy.Api.Resources;
using Webhost.Local.LemonSqueezy.Records;

namespace Webhost.Local.LemonSqueezy.Api;

/// <summary>What a request asks for besides its path: filters, a page, and what to include.</summary>
internal sealed class ListQuery
{
    private const int DefaultSize = 10;
    private const int LargestSize = 100;
    private const string NewestFirst = "-createdAt";

    private readonly HttpRequest _request;

    private ListQuery(HttpRequest request, Dictionary<string, string> filters, int number, int size, string sort, IReadOnlyList<string> include)
    {
        _request = request;
        Filters = filters;
        Number = number;
        Size = size;
        Sort = sort;
        Include = include;
    }

    public IReadOnlyList<string> Include { get; }

    private Dictionary<string, string> Filters { get; }

    private int Number { get; }

    private int Size { get; }

    private string Sort { get; }

    /// <summary>Reads the query of a request for a type of resource.</summary>
    public static Outcome<ListQuery> Read(HttpRequest request, ResourceKind kind)
    {
        var filters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in request.Query.Where(pair => pair.Key.StartsWith("filter[", StringComparison.Ordinal)))
        {
            var name = key["filter[".Length..].TrimEnd(']');
            if (!kind.FilterNames.Contains(name, StringComparer.Ordinal))
                return Refusal.Query($"Filter parameter {name} is not allowed.", "filter");
            filters[name] = value.ToString();
        }

        var include = request.Query["include"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (include.FirstOrDefault(path => !kind.RelationNames.Contains(path, StringComparer.Ordinal)) is { } unknown)
            return Refusal.Query($"Include path {unknown} is not allowed.", "include");
        var sort = request.Query.TryGetValue("sort", out var wanted) ? wanted.ToString() : NewestFirst;
        if (sort is not (NewestFirst or "createdAt"))
            return Refusal.Query($"Sort parameter {sort} is not allowed.", "sort");
        if (Whole(request, "page[number]", 1) is not { } number || number < 1)
            return Refusal.Query("The page.number must be at least 1.", "page.number");
        if (Whole(request, "page[size]", DefaultSize) is not { } size || size is < 1 or > LargestSize)
            return Refusal.Query($"The page.size must be between 1 and {LargestSize}.", "page.size");
        return new ListQuery(request, filters, number, size, sort, include);
    }

    /// <summary>The records on the page that is asked for, with the page's <c>meta</c> and <c>links</c>.</summary>
    public (IReadOnlyList<IRecord> Records, JsonObject Meta, JsonObject Links) Page(ResourceKind kind, IEnumerable<IRecord> all, ResourceView view)
    {
        var filtered = all.Where(record => Filters.All(filter => kind.Passes(record, filter.Key, filter.Value, view))).ToList();
        if (string.Equals(Sort, NewestFirst, StringComparison.Ordinal))
            filtered.Reverse();
        var last = Math.Max(1, (filtered.Count + Size - 1) / Size);
        var records = filtered.Skip((Number - 1) * Size).Take(Size).ToList();
        var from = (Number - 1) * Size;
        var meta = new JsonObject
        {
            ["page"] = new JsonObject
            {
                ["currentPage"] = Number,
                ["from"] = records.Count > 0 ? from + 1 : 0,
                ["lastPage"] = last,
                ["perPage"] = Size,
                ["to"] = records.Count > 0 ? from + records.Count : 0,
                ["total"] = filtered.Count,
            },
        };
        var links = new JsonObject { ["first"] = Link(view, 1), ["last"] = Link(view, last) };
        if (Number < last)
            links["next"] = Link(view, Number + 1);
        if (Number > 1)
            links["prev"] = Link(view, Number - 1);
        return (records, meta, links);
    }

    private string Link(ResourceView view, int number)
    {
        var parameters = Filters.Select(filter => KeyValuePair.Create($"filter[{filter.Key}]", (string?)filter.Value))
            .Append(KeyValuePair.Create<string, string?>("page[number]", number.ToString(CultureInfo.InvariantCulture)))
            .Append(KeyValuePair.Create<string, string?>("page[size]", Size.ToString(CultureInfo.InvariantCulture)))
            .Append(KeyValuePair.Create<string, string?>("sort", Sort));
        if (Include.Count > 0)
            parameters = parameters.Prepend(KeyValuePair.Create<string, string?>("include", string.Join(',', Include)));
        return QueryHelpers.AddQueryString($"{view.Links.Origin}{_request.Path}", parameters);
    }

    private static int? Whole(HttpRequest request, string name, int otherwise) =>
        !request.Query.TryGetValue(name, out var text) ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
