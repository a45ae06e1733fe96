namespace Webhost.Bench.Measuring;

/// <summary>Measures several servers in turns of short batches, so that what disturbs the machine disturbs all alike.</summary>
internal static class Alternating
{
    private const int WarmUpRequests = 20_000;
    private const int Rounds = 100;
    private const int BatchRequests = 300;

    /// <summary>The latencies of each server at <paramref name="path"/>.</summary>
    public static IReadOnlyList<Series> Measure(IReadOnlyList<(string Name, Uri Address)> servers, string path, CancellationToken cancellationToken)
    {
        KeepAliveConnection[] connections = [.. servers.Select(server => new KeepAliveConnection(server.Address, path))];
        List<double>[] latencies = [.. servers.Select(_ => new List<double>(Rounds * BatchRequests))];
        try
        {
            foreach (KeepAliveConnection connection in connections)
                connection.Measure(WarmUpRequests);
            for (int round = 0; round < Rounds; round++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                for (int turn = 0; turn < connections.Length; turn++)
                {
                    // Who goes first changes too.
                    int index = (turn + round) % connections.Length;
                    latencies[index].AddRange(connections[index].Measure(BatchRequests));
                }
            }
        }
        finally
        {
            foreach (KeepAliveConnection connection in connections)
                connection.Dispose();
        }

        return [.. servers.Select((server, index) => new Series(server.Name, latencies[index]))];
    }
}
