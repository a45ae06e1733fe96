using System.Runtime.CompilerServices;

namespace Azure.Data.Tables.Internal;

/// <inheritdoc cref="TablePageable{T}" />
internal sealed class TableAsyncPageable<T>(PageFetch<T> fetch) : AsyncPageable<T>(fetch.CancellationToken)
    where T : notnull
{
    public override IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = null, int? pageSizeHint = null) =>
        Pages(continuationToken, pageSizeHint, fetch.CancellationToken);

    // The caller's token of an await foreach and that of the query both end it: the compiler links them.
    private async IAsyncEnumerable<Page<T>> Pages(string? continuationToken, int? pageSizeHint, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        do
        {
            var page = await fetch.GetAsync(continuationToken, pageSizeHint, cancellationToken);
            yield return page;
            continuationToken = page.ContinuationToken;
        }
        while (continuationToken is not null);
    }
}
