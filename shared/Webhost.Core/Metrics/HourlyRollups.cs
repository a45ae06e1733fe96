using System.Collections.Concurrent;
using Webhost.Core.Telemetry;

namespace Webhost.Core.Metrics;

/// <summary>
/// Recomputes the roll-ups of hours that are dirty, from raw events alone, and of their days and their owners' usage: running it twice, late or at once in
/// two processes gives the same. A mark goes when everything that is made of its hour is up to date.
/// </summary>
public sealed class HourlyRollups(IDirtyHours dirty, IHourlyStore hourly, RawHours raw, UsageCorrector corrector, MetricsMeter meter, TimeProvider time)
{
    private const int ChunkSize = 200;
    private const int ParallelDays = 4;
    private const int DayAttempts = 20;
    private const int MostFailures = 10;

    // An hour with many invocations is not read again each time: at this pace, a fifth of the time or so goes into reading it.
    private const long Many = 20_000;
    private const double PerSecond = 5_000;
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    /// <summary>Rolls every dirty hour up; one that can't be doesn't keep the others. Returns how many there were.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var failures = new ConcurrentQueue<Exception>();
        var count = 0;
        var chunk = new List<DirtyHour>(ChunkSize);
        await foreach (var mark in dirty.ReadAsync(cancellationToken))
        {
            // The hours of a day lie one after the other: they stay together.
            if (chunk.Count >= ChunkSize && DayOf(chunk[^1].Hour) != DayOf(mark.Hour))
            {
                await RollUpAsync(chunk, failures, cancellationToken);
                chunk.Clear();
            }

            chunk.Add(mark);
            count++;
        }

        await RollUpAsync(chunk, failures, cancellationToken);
        return failures.IsEmpty ? count : throw new AggregateException($"Some of {count} hours could not be rolled up and stay marked.", failures);
    }

    private static (string AgentId, DateTimeOffset Day) DayOf(MetricHour hour) => (hour.AgentId, new DateTimeOffset(hour.Start.UtcDateTime.Date, TimeSpan.Zero));

    private async Task RollUpAsync(IReadOnlyList<DirtyHour> marks, ConcurrentQueue<Exception> failures, CancellationToken cancellationToken)
    {
        var reading = time.GetUtcNow();
        var rolledUp = new ConcurrentQueue<DirtyHour>();
        await ForEachAsync(marks.GroupBy(mark => DayOf(mark.Hour)), failures, cancellationToken, async (day, token) =>
        {
            foreach (var mark in await RollUpDayAsync(day.Key.AgentId, day.Key.Day, [.. day], token))
            {
                rolledUp.Enqueue(mark);
            }
        });
        await ForEachAsync(rolledUp.GroupBy(mark => mark.UserId, StringComparer.Ordinal), failures, cancellationToken, async (user, token) =>
        {
            await corrector.CorrectAsync(user.Key, user.Select(mark => mark.Hour.Start), token);
            foreach (var mark in user.Where(mark => mark.IsSettledAt(reading)))
            {
                await dirty.ClearAsync(mark, token);
            }
        });
    }

    /// <summary>Runs all, and keeps the first failures: a store that is down must not fill the memory with them.</summary>
    private static Task ForEachAsync<T>(IEnumerable<T> items, ConcurrentQueue<Exception> failures, CancellationToken cancellationToken, Func<T, CancellationToken, Task> run) => Parallel.ForEachAsync(
        items,
        new ParallelOptions { MaxDegreeOfParallelism = ParallelDays, CancellationToken = cancellationToken },
        async (item, token) =>
        {
            try
            {
                await run(item, token);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                if (failures.Count < MostFailures)
                {
                    failures.Enqueue(exception);
                }
            }
        });

    /// <summary>The marks whose hours are up to date then.</summary>
    private async Task<IReadOnlyList<DirtyHour>> RollUpDayAsync(string agentId, DateTimeOffset day, IReadOnlyList<DirtyHour> marks, CancellationToken cancellationToken)
    {
        var done = new List<DirtyHour>();
        var changed = false;
        foreach (var mark in marks)
        {
            var outcome = await RollUpHourAsync(mark, cancellationToken);
            changed |= outcome == Outcome.Replaced;
            if (outcome != Outcome.Later)
            {
                done.Add(mark);
            }
        }

        if (changed)
        {
            await AddUpDayAsync(agentId, day, marks[0].UserId, cancellationToken);
        }

        return done;
    }

    private async Task<Outcome> RollUpHourAsync(DirtyHour mark, CancellationToken cancellationToken)
    {
        var reading = time.GetUtcNow();
        var there = await hourly.FindHourAsync(mark.Hour, cancellationToken);
        if (there is { Value.RawRemoved: true })
        {
            meter.CameLate();
            return Outcome.Final;
        }

        if (there is { Value: var last } && reading - last.ComputedAt < PauseOf(last.Invocations))
        {
            return Outcome.Later;
        }

        var computed = await raw.ComputeAsync(mark.Hour, reading, afterInvocationId: null, cancellationToken);
        var rollup = new HourRollup
        {
            UserId = mark.UserId,
            Start = mark.Hour.Start,
            Revision = (there?.Value.Revision ?? 0) + 1,
            ComputedAt = reading,
            Invocations = computed.Invocations,
            LastInvocationId = computed.LastInvocationId,
            Deployments = computed.Deployments,
        };
        if (!await hourly.TryReplaceHourAsync(mark.Hour, rollup, computed.Minutes, there?.ETag, cancellationToken))
        {
            // Another process has begun later, or knows what this one does: it takes care of the mark.
            return Outcome.Later;
        }

        await hourly.SetUsageAsync(mark.Hour.AgentId, rollup, cancellationToken);
        meter.RolledUp(computed.Invocations);
        return Outcome.Replaced;
    }

    // Unlike an hour's sources a day's are what roll-ups write: who gives way must read again, since the other may not have seen this one's hours.
    private async Task AddUpDayAsync(string agentId, DateTimeOffset day, string userId, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < DayAttempts; attempt++)
        {
            var there = await hourly.FindDayAsync(agentId, day, cancellationToken);
            var hours = new List<DeploymentRollup>();
            await foreach (var hour in hourly.ReadHoursAsync(agentId, day, day.AddDays(1), cancellationToken))
            {
                hours.AddRange(hour.Deployments);
            }

            var rollup = new DayRollup { UserId = userId, Start = day, Revision = (there?.Value.Revision ?? 0) + 1, Deployments = RollupSums.ByDeployment(hours, day) };
            if (await hourly.TryReplaceDayAsync(agentId, rollup, there?.ETag, cancellationToken))
            {
                await hourly.SetUsageAsync(agentId, rollup, cancellationToken);
                return;
            }
        }

        throw new InvalidOperationException($"The day {day:yyyy-MM-dd} of the agent '{agentId}' is contended.");
    }

    private static TimeSpan PauseOf(long invocations) =>
        invocations < Many ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, invocations / PerSecond));

    private enum Outcome
    {
        /// <summary>It is up to date.</summary>
        Replaced,

        /// <summary>It does not change any more.</summary>
        Final,

        /// <summary>It is another's turn, or not its time yet.</summary>
        Later,
    }
}
