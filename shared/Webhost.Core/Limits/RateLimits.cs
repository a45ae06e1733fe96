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
    public Failure? Refuse(Caller caller, string agentId) => Refuse(caller, agentId, out _);

    /// <summary>The same, and how the caller stands with the bucket that is emptied first.</summary>
    public Failure? Refuse(Caller caller, string agentId, out LimitStanding standing)
    {
        var now = time.GetTimestamp();
        var perAgent = caller.Plan.RequestsPerSecondPerAgent;
        if (Wait(agentId, perAgent, now, out standing) is { } agentWait)
        {
            return new Failure.RateLimited($"The agent takes at most {perAgent} requests a second on the plan {caller.Plan.Name}. Retry shortly.", agentWait) { Standing = standing };
        }

        var perUser = caller.Plan.RequestsPerSecondPerUser;
        if (Wait(caller.User.UserId, perUser, now, out var userStanding) is { } userWait)
        {
            BucketOf(agentId, perAgent, now).GiveBack();
            return new Failure.RateLimited($"Your agents take at most {perUser} requests a second on the plan {caller.Plan.Name}. Retry shortly.", userWait) { Standing = userStanding };
        }

        standing = LimitStanding.Closest(standing, userStanding);
        return null;
    }

    /// <summary>How a bucket stands, without a token taken; a bucket that this process does not know is full.</summary>
    /// <param name="key">The user's or the agent's id.</param>
    /// <param name="perSecond">What the plan allows.</param>
    public LimitStanding Look(string key, int perSecond) =>
        buckets.TryGetValue(key, out var bucket) ? bucket.Look(perSecond, time.GetTimestamp(), time) : new LimitStanding(perSecond, perSecond, TimeSpan.Zero);

    private TimeSpan? Wait(string key, int perSecond, long now, out LimitStanding standing) => BucketOf(key, perSecond, now).Take(perSecond, now, time, out standing);

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

        public TimeSpan? Take(int perSecond, long now, TimeProvider time, out LimitStanding standing)
        {
            lock (gate)
            {
                Fill(perSecond, now, time);

                // Whoever waits as long as told is let in: what rounding takes away is not held against them.
                if (tokens >= 1 - Rounding)
                {
                    tokens = Math.Max(0, tokens - 1);
                    standing = Standing(perSecond);
                    return null;
                }

                standing = Standing(perSecond);
                return TimeSpan.FromTicks((long)Math.Ceiling((1 - tokens) / perSecond * TimeSpan.TicksPerSecond));
            }
        }

        public LimitStanding Look(int perSecond, long now, TimeProvider time)
        {
            lock (gate)
            {
                Fill(perSecond, now, time);
                return Standing(perSecond);
            }
        }

        public void GiveBack()
        {
            lock (gate)
            {
                tokens += 1;
            }
        }

        private void Fill(int perSecond, long now, TimeProvider time)
        {
            if (now > filledAt)
            {
                tokens = Math.Min(perSecond, tokens + (time.GetElapsedTime(filledAt, now).TotalSeconds * perSecond));
                filledAt = now;
            }
        }

        private LimitStanding Standing(int perSecond) => new(perSecond, (long)Math.Min(perSecond, tokens + Rounding), TimeSpan.FromSeconds(Math.Max(0, perSecond - tokens) / perSecond));
    }
}
