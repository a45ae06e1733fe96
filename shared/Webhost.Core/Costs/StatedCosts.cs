using Webhost.Core.Caching;

namespace Webhost.Core.Costs;

/// <summary>Reads what providers state that agents' days cost. Callers name agents of their own only.</summary>
public sealed class StatedCosts(ICostStore store, TimeProvider time)
{
    private const int Parallel = 8;
    private const string All = "all";

    private static readonly FreshCachePolicy Policy = new(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), Capacity: 1);

    private readonly FreshCache<string, IReadOnlyList<CostImport>> imports = new(time, Policy);

    /// <summary>What is stated of some agents' days, the last one included. At most half a minute behind an import.</summary>
    public async Task<IReadOnlyList<StatedCost>> ReadAsync(IReadOnlyCollection<string> agentIds, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        var counting = (await imports.GetAsync(All, async token => [.. (await store.ListImportsAsync(token)).Where(import => import.ContentHash is not null)], cancellationToken))!;
        if (counting.Count == 0)
        {
            return [];
        }

        var stated = new List<StatedCost>();
        foreach (var some in agentIds.Chunk(Parallel))
        {
            var read = await Task.WhenAll(some.Select(agentId => store.ReadAsync(agentId, from, to, counting, cancellationToken)));
            stated.AddRange(read.SelectMany(costs => costs));
        }

        return stated;
    }
}
