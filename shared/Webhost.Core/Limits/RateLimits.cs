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

        return Wait(caller.User.UserId, caller.Plan.RequestsPerSecondPerUser, now) is { } userWait
            ? new Failure.RateLimited($"Your agents take at most {caller.Plan.RequestsPerSecondPerUser} requests a second on the plan '{caller.Plan.Tier}'. Retry shortly.", userWait)
            : null;
    }

    private TimeSpan? Wait(string key, int perSecond, long now)
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

        return bucket.Take(perSecond, now, time);
    }

    private sealed class Bucket(double tokens, long filledAt)
    {
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

                if (tokens >= 1)
                {
                    tokens -= 1;
                    return null;
                }

                return TimeSpan.FromSeconds((1 - tokens) / perSecond);
            }
        }
    }
}
