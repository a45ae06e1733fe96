using System.Collections.Concurrent;
using Webhost.Core.Identity;
using Webhost.Core.Results;

namespace Webhost.Core.Limits;

/// <summary>Token buckets for each user and each agent, filled at the plan's rate and one second deep (master spec §13.4). Per process.</summary>
public sealed class RateLimits(TimeProvider time)
{
    private const int MaximumBuckets = 100_000;

    private readonly ConcurrentDictionary<string, Bucket> buckets = new(StringComparer.Ordinal);

    /// <summary>Takes a token from the agent's and the user's bucket; the failure says when to come again.</summary>
    public Failure? Refuse(Caller caller, string agentId)
    {
        var now = time.GetTimestamp();
        if (Wait(agentId, caller.Plan.RequestsPerSecondPerAgent, now) is { } agentWait)
        {
            return new Failure.RateLimited($"The agent takes at most {caller.Plan.RequestsPerSecondPerAgent} requests a second on the plan '{caller.Plan.Tier}'. Retry shortly.", agentWait);
        }

        if (Wait(caller.User.UserId, caller.Plan.RequestsPerSecondPerUser, now) is { } userWait)
        {
            BucketOf(agentId, caller.Plan.RequestsPerSecondPerAgent, now).GiveBack();
            return new Failure.RateLimited($"Your agents take at most {caller.Plan.RequestsPerSecondPerUser} requests a second on the plan '{caller.Plan.Tier}'. Retry shortly.", userWait);
        }

        return null;
    }

    private TimeSpan? Wait(string key, int perSecond, long now) => BucketOf(key, perSecond, now).Take(perSecond, now, time);

    private Bucket BucketOf(string key, int perSecond, long now)
    {
        if (!buckets.TryGetValue(key, out var bucket))
        {
            if (buckets.Count >= MaximumBuckets)
            {
                // A bucket that is dropped starts again full: generous for a second, and bounded.
                buckets.Clear();
            }

            bucket = buckets.GetOrAdd(key, static (_, state) => new Bucket(state.perSecond, state.now), (perSecond, now));
        }

        return bucket;
    }

    private sealed class Bucket(double tokens, long filledAt)
    {
        private const double Rounding = 1e-6;

        private readonly Lock gate = new();
        private double tokens = tokens;
        private long filledAt = filledAt;

        public TimeSpan? Take(int perSecond, long now, TimeProvider time)
        {
            lock (gate)
            {
                if (now > filledAt)
                {
                    tokens = Math.Min(perSecond, tokens + (time.GetElapsedTime(filledAt, now).TotalSeconds * perSecond));
                    filledAt = now;
                }

                // Whoever waits as long as told is let in: what rounding takes away is not held against them.
                if (tokens >= 1 - Rounding)
                {
                    tokens = Math.Max(0, tokens - 1);
                    return null;
                }

                return TimeSpan.FromTicks((long)Math.Ceiling((1 - tokens) / perSecond * TimeSpan.TicksPerSecond));
            }
        }

        public void GiveBack()
        {
            lock (gate)
            {
                tokens += 1;
            }
        }
    }
}
