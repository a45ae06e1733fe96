#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

using System.Linq.Expressions;
using Azure.Data.Tables.Internal;

namespace Azure.Data.Tables;

/// <content>Queries.</content>
public partial class TableClient
{
    /// <summary>An OData filter from an interpolated string, its values quoted and escaped.</summary>
    public static string CreateQueryFilter(FormattableString filter) => ODataLiteral.Filter(filter);

    /// <summary>An OData filter from a lambda; null when every entity fits.</summary>
    public static string CreateQueryFilter<T>(Expression<Func<T, bool>> filter) => ExpressionFilter.Translate(filter);

    /// <summary>The entities that fit an OData filter, ordered by keys; the pages are asked for as the caller goes on.</summary>
    public virtual Pageable<T> Query<T>(string filter = null, int? maxPerPage = null, IEnumerable<string> select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity => new TablePageable<T>(Fetch<T>(filter, maxPerPage, select, cancellationToken));

    /// <summary>The entities that fit a lambda, ordered by keys.</summary>
    public virtual Pageable<T> Query<T>(Expression<Func<T, bool>> filter, int? maxPerPage = null, IEnumerable<string> select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity => Query<T>(CreateQueryFilter(filter), maxPerPage, select, cancellationToken);

    /// <summary>The entities that fit an OData filter, ordered by keys; the pages are asked for as the caller goes on.</summary>
    public virtual AsyncPageable<T> QueryAsync<T>(string filter = null, int? maxPerPage = null, IEnumerable<string> select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity => new TableAsyncPageable<T>(Fetch<T>(filter, maxPerPage, select, cancellationToken));

    /// <summary>The entities that fit a lambda, ordered by keys.</summary>
    public virtual AsyncPageable<T> QueryAsync<T>(Expression<Func<T, bool>> filter, int? maxPerPage = null, IEnumerable<string> select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity => QueryAsync<T>(CreateQueryFilter(filter), maxPerPage, select, cancellationToken);

    private PageFetch<T> Fetch<T>(string filter, int? maxPerPage, IEnumerable<string> select, CancellationToken cancellationToken)
        where T : class, ITableEntity
    {
        var columns = EntityRequests.Columns(select);
        return new(
            _connection,
            (next, top) => EntityRequests.Query(_connection, Name, filter, columns, top, ContinuationToken.Parse(next)),
            response => Page<T>.FromValues(EntityJson.ReadPage<T>(response.Content.ToMemory()), ContinuationToken.FromHeaders(response), response),
            maxPerPage,
            cancellationToken);
    }
}
