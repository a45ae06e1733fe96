namespace Azure.Data.Tables.Internal;

/// <summary>The pages of a query, asked for one after the other as the caller goes on.</summary>
internal sealed class TablePageable<T>(PageFetch<T> fetch) : Pageable<T>
    where T : notnull
{
    public override IEnumerable<Page<T>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
    {
        do
        {
            var page = fetch.Get(continuationToken, pageSizeHint);
            yield return page;
            continuationToken = page.ContinuationToken;
        }
        while (continuationToken is not null);
    }
}
