using System.Collections.Concurrent;

namespace Webhost.Core.Storage;

/// <summary>
/// Removes what has expired: some of each in turn until nothing is left or the time of a run is over, so that one with much of it doesn't keep it from the others, nor does one that fails. A run
/// may be stopped at any time; the next one begins where it ended.
/// </summary>
/// <typeparam name="T">Says whose things are removed; equal from run to run.</typeparam>
public sealed class RetentionRun<T>(TimeProvider time)
    where T : class
{
    private const int AtOnce = 8;
    private const int MostFailures = 10;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private T? reached;

    /// <summary>Goes round all of them.</summary>
    /// <param name="all">Each once.</param>
    /// <param name="removeSome">Removes some of one's expired things; how many, and nothing when there are no more.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    public async Task RunAsync(IAsyncEnumerable<T> all, Func<T, CancellationToken, Task<int>> removeSome, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        var failures = new ConcurrentQueue<Exception>();
        var left = await all.ToListAsync(cancellationToken);
        var first = left.IndexOf(reached!) + 1;
        for (left = [.. left[first..], .. left[..first]]; left.Count > 0;)
        {
            var more = new ConcurrentQueue<T>();
            await Parallel.ForEachAsync(left, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (one, token) =>
            {
                if (time.GetElapsedTime(begun) >= Longest)
                {
                    return;
                }

                reached = one;
                try
                {
                    if (await removeSome(one, token) > 0)
                    {
                        more.Enqueue(one);
                    }
                }
                catch (Exception exception) when (!token.IsCancellationRequested && failures.Count < MostFailures)
                {
                    failures.Enqueue(exception);
                }
            });
            left = [.. more];
        }

        if (!failures.IsEmpty)
        {
            throw new AggregateException("What has expired could not be removed everywhere.", failures);
        }
    }
}
