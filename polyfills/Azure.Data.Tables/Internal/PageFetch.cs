using Azure.Core;

namespace Azure.Data.Tables.Internal;

/// <summary>One query: how to ask for a page and how to read it.</summary>
internal sealed class PageFetch<T>(
    TableConnection connection,
    Func<string?, int?, HttpMessage> request,
    Func<Response, Page<T>> read,
    int? maxPerPage,
    CancellationToken cancellationToken)
{
    public CancellationToken CancellationToken => cancellationToken;

    public Page<T> Get(string? continuationToken, int? pageSizeHint) => read(connection.Send(request(continuationToken, pageSizeHint ?? maxPerPage), cancellationToken));

    public async ValueTask<Page<T>> GetAsync(string? continuationToken, int? pageSizeHint, CancellationToken token) =>
        read(await connection.SendAsync(request(continuationToken, pageSizeHint ?? maxPerPage), token));
}
