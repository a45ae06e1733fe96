using System.Runtime.CompilerServices;

namespace Webhost.Core.Storage;

/// <summary>Goes through lists that come in pages.</summary>
public static class Pages
{
    /// <summary>Every item of a list, page after page.</summary>
    public static async IAsyncEnumerable<T> ReadAsync<T>(
        Func<PageRequest, CancellationToken, Task<(IReadOnlyList<T> Items, string? NextCursor)>> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            var (items, next) = await read(new PageRequest(PageRequest.MaximumLimit, cursor), cancellationToken);
            foreach (var item in items)
            {
                yield return item;
            }

            cursor = next;
        }
        while (cursor is not null);
    }
}
