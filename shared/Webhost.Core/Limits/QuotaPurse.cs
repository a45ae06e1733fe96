using System.Runtime.InteropServices;
using Webhost.Core.Identity;
using Webhost.Core.Plans;
using Webhost.Core.Results;
using Webhost.Core.Users;

namespace Webhost.Core.Limits;

/// <summary>
/// What this process may use of one user's quota in one period without asking anybody, and who waits for more. All of it is recorded as used in storage
/// before it is in here. Thread-safe.
/// </summary>
internal sealed class QuotaPurse(BillingPeriod period, User user, Plan plan)
{
    private const int UnitDecay = 8;
    private const int NanosPerMicro = 1_000;

    private static readonly long Remembered = TimeSpan.TicksPerSecond;

    private readonly Lock gate = new();
    private readonly QuotaSlots slots = new();
    private readonly QuotaPace pace = new();
    private readonly List<QuotaWaiter> waiters = [];
    private User user = user;
    private Plan plan = plan;
    private QuotaAmounts limits = QuotaLimits.Of(user, plan);
    private QuotaAmounts unit;
    private QuotaAmounts free;
    private QuotaAmounts outgoing;
    private QuotaAmounts left;
    private long level;
    private long changes;
    private long nanos;
    private bool serving;
    private bool filling;
    private bool closed;
    private bool leaving;
    private Failure? refusal;
    private long refusedUntil;

    /// <summary>Uses one reservation's worth, if there is one.</summary>
    public QuotaEntry Enter(Caller caller, AgentUse agent, long now, QuotaAccount account, out QuotaReservation reservation, out Failure? refused)
    {
        reservation = default;
        refused = null;
        lock (gate)
        {
            if (closed)
            {
                return QuotaEntry.Closed;
            }

            Adopt(caller);
            if (refusal is not null && now < refusedUntil)
            {
                refused = refusal;
                return QuotaEntry.Refused;
            }

            var estimate = agent.Estimate;
            if (!free.Covers(estimate))
            {
                return QuotaEntry.Wait;
            }

            reservation = Reserve(estimate, agent, now, account);
            if (filling || (free.Requests > level / 2 && free.Covers(estimate)))
            {
                return QuotaEntry.Admitted;
            }

            filling = true;
            return QuotaEntry.AdmittedAndLow;
        }
    }

    /// <summary>Joins those who wait; null when the purse is closed.</summary>
    /// <param name="agent">What the caller needs.</param>
    /// <param name="now">Now.</param>
    /// <param name="serve">Whether nobody serves those who wait yet: the caller has to see to it.</param>
    public QuotaWaiter? Join(AgentUse agent, long now, out bool serve)
    {
        lock (gate)
        {
            serve = !serving && !closed;
            if (closed)
            {
                return null;
            }

            serving = true;
            pace.Count(now);
            var waiter = new QuotaWaiter(agent.Estimate, agent);
            waiters.Add(waiter);
            return waiter;
        }
    }

    /// <summary>Stops waiting. What was just reserved for the caller goes back whole.</summary>
    public void Leave(QuotaWaiter waiter)
    {
        lock (gate)
        {
            if (!waiters.Remove(waiter) && waiter.Granted is { } granted)
            {
                Withdraw(granted.Slot, granted.Generation);
            }
        }
    }

    /// <summary>Raises a reservation to what its invocation has used so far. It may go on as long as there is enough for it, in here or with the others.</summary>
    /// <param name="slot">The reservation's place.</param>
    /// <param name="generation">Which use of that place.</param>
    /// <param name="tokens">Tokens so far.</param>
    /// <param name="computeMs">Milliseconds so far.</param>
    /// <param name="costNanos">Billionths of a US dollar so far.</param>
    /// <param name="low">Whether it is time to take more: what was used beyond the estimates has to be known to the others, and here what they have left.</param>
    public QuotaRaise Raise(int slot, int generation, long tokens, long computeMs, long costNanos, out bool low)
    {
        lock (gate)
        {
            low = false;
            if (!slots.TryRaise(slot, generation, new QuotaAmounts(1, tokens, computeMs, costNanos / NanosPerMicro), out var more, out var reserved))
            {
                return default;
            }

            free -= more;
            low = !filling && free.BelowZero() != default;
            filling |= low;
            return new QuotaRaise(reserved, more switch
            {
                { Tokens: > 0 } when IsSpent(QuotaMeasure.Tokens) => QuotaMeasure.Tokens,
                { ComputeMs: > 0 } when IsSpent(QuotaMeasure.ComputeMs) => QuotaMeasure.ComputeMs,
                { CostMicros: > 0 } when IsSpent(QuotaMeasure.Cost) => QuotaMeasure.Cost,
                _ => null,
            });
        }
    }

    /// <summary>Why what runs has to end, when nothing is left of a measure; null when there is something.</summary>
    public Failure.LimitExceeded? Exceeded(QuotaMeasure measure, long now)
    {
        lock (gate)
        {
            return IsSpent(measure) ? QuotaLimits.Exceeded(measure, plan, limits - left - free - outgoing, limits, period, now) : null;
        }
    }

    /// <summary>Takes over a caller's plan and cap for what runs already.</summary>
    public void Renew(Caller caller)
    {
        lock (gate)
        {
            Adopt(caller);
        }
    }

    /// <summary>Replaces a reservation's estimate by what was used, once. Says whether it is time to take more.</summary>
    public bool Settle(int slot, int generation, long tokens, long computeMs, long costNanos, long now)
    {
        lock (gate)
        {
            if (!slots.TryClose(slot, generation, out var estimate, out var agent))
            {
                return false;
            }

            // Fractions of a millionth add up.
            nanos += costNanos;
            var (micros, rest) = Math.DivRem(nanos, NanosPerMicro);
            nanos = rest;
            free += estimate - new QuotaAmounts(1, tokens, computeMs, micros);
            agent!.Learn(tokens, computeMs, costNanos);
            // What was used beyond the estimate has to be known to the others soon.
            var low = !filling && (free.BelowZero() != default || (level > 0 && !free.Covers(unit) && now - pace.LastUse < QuotaPace.Idle));
            filling |= low;
            return low;
        }
    }

    /// <summary>Takes a reservation back of which nothing was used, its request included.</summary>
    public void Withdraw(int slot, int generation)
    {
        lock (gate)
        {
            if (slots.TryClose(slot, generation, out var estimate, out _))
            {
                free += estimate;
            }
        }
    }

    /// <summary>Whether somebody waits; when nobody does, serving has ended.</summary>
    public bool IsAwaited()
    {
        lock (gate)
        {
            serving = waiters.Count > 0;
            return serving;
        }
    }

    /// <summary>Ends a fill that was begun by a caller.</summary>
    public void EndFilling()
    {
        lock (gate)
        {
            filling = false;
        }
    }

    /// <summary>How often the limits have changed.</summary>
    public long Changes
    {
        get
        {
            lock (gate)
            {
                return changes;
            }
        }
    }

    /// <summary>What to ask of a ledger. What goes back is out of reach from here on.</summary>
    public (QuotaAsk Ask, long Changes) Ask(QuotaLedger ledger, QuotaTask task, QuotaHolder holder, bool isUnclear, DateTimeOffset now)
    {
        lock (gate)
        {
            var serves = task is QuotaTask.Serve or QuotaTask.ServeAnew;
            if (serves || task == QuotaTask.Fill)
            {
                pace.Adapt(now.UtcTicks, plan.RequestsPerSecondPerUser);
            }

            // A process that stops serves who still comes, and gets ready for nobody.
            leaving |= task == QuotaTask.Leave;
            var ahead = leaving || task == QuotaTask.Rest ? 0 : pace.Ahead;
            var back = task switch
            {
                QuotaTask.Serve or QuotaTask.Fill => free.BelowZero(),
                QuotaTask.Trim or QuotaTask.Renew => (free - (unit * QuotaDivision.LevelOf(limits - ledger.Used + outgoing + free, unit, ahead))).AboveZero() + free.BelowZero(),
                _ => free,
            };
            outgoing += back;
            free -= back;
            var ask = new QuotaAsk
            {
                Holder = holder.Id,
                Sequence = holder.Next(),
                Limits = limits,
                Needs = serves ? [.. waiters.Select(waiter => waiter.Estimate)] : [],
                GivenBack = outgoing,
                Free = free,
                Unit = waiters.Count > 0 ? QuotaAmounts.Max(unit, waiters[0].Estimate) : unit,
                Ahead = ahead,
                Write = isUnclear || (task == QuotaTask.Renew && ledger.LeaseOf(holder.Id) is not null),
                Leave = task == QuotaTask.Leave,
                Now = now,
            };
            return (ask, changes);
        }
    }

    /// <summary>Takes in what a division gave, once it is written, and lets those in who wait. What was given under other limits than hold now goes back.</summary>
    public void Apply(QuotaDivision division, long changesThen, long now, QuotaAccount account)
    {
        lock (gate)
        {
            outgoing -= division.GivenBack;
            if (changesThen != changes)
            {
                outgoing += division.Armed;
                return;
            }

            free += division.Armed;
            level = division.Level;
            left = division.Left;
            var served = 0;
            foreach (ref var waiter in CollectionsMarshal.AsSpan(waiters))
            {
                if (!free.Covers(waiter.Estimate))
                {
                    break;
                }

                var granted = Reserve(waiter.Estimate, waiter.Agent, now, account);
                waiter.Granted = granted;
                waiter.SetResult(granted);
                served++;
            }

            waiters.RemoveRange(0, served);
        }
    }

    /// <summary>Lets the first of those who wait go with a refusal, unless the limits have changed since; it holds for all who come within a second.</summary>
    public void Refuse(int count, QuotaMeasure measure, in QuotaAmounts used, long changesThen, long now)
    {
        lock (gate)
        {
            if (changesThen != changes)
            {
                return;
            }

            refusal = QuotaLimits.Exceeded(measure, plan, used, limits, period, now);
            refusedUntil = now + Remembered;
            count = Math.Min(count, waiters.Count);
            waiters[..count].ForEach(waiter => waiter.SetResult(refusal));
            waiters.RemoveRange(0, count);
        }
    }

    /// <summary>Lets all who wait go with a fault.</summary>
    public void Fail(Exception exception)
    {
        lock (gate)
        {
            serving = false;
            waiters.ForEach(waiter => waiter.SetException(exception));
            waiters.Clear();
        }
    }

    /// <summary>Forgets what may or may not have gone back: it stays used.</summary>
    public void Lose(in QuotaAmounts amounts)
    {
        lock (gate)
        {
            outgoing -= amounts;
        }
    }

    /// <summary>How it stands: what is in here, and how long the user has been quiet.</summary>
    public QuotaPurseState State(long now)
    {
        lock (gate)
        {
            return new QuotaPurseState(free, outgoing, now - pace.LastUse >= QuotaPace.Idle, left.Fit(unit) / (double)plan.RequestsPerSecondPerUser);
        }
    }

    /// <summary>Puts the purse away, if it is empty and nobody uses it.</summary>
    public bool TryClose(long now, long quiet)
    {
        lock (gate)
        {
            closed = closed || (free == default && outgoing == default && slots.Open == 0 && waiters.Count == 0 && !serving && now - pace.LastUse >= quiet);
            return closed;
        }
    }

    // What is missing in here, or on its way to the ledger, is not taken from what is left for everybody yet.
    private bool IsSpent(QuotaMeasure measure) => free[measure] + outgoing[measure] <= 0 && left[measure] + free[measure] + outgoing[measure] < 1;

    private QuotaReservation Reserve(in QuotaAmounts estimate, AgentUse agent, long now, QuotaAccount account)
    {
        pace.Count(now);
        free -= estimate;
        // The largest of late, so that agents which use much and little can take turns.
        unit = QuotaAmounts.Max(estimate, unit - new QuotaAmounts(0, unit.Tokens / UnitDecay, unit.ComputeMs / UnitDecay, unit.CostMicros / UnitDecay));
        var (slot, generation) = slots.Add(estimate, agent);
        var remaining = left.AboveZero() + free.AboveZero();
        var standing = new LimitStanding(limits.Requests >= QuotaAmounts.Unlimited ? null : limits.Requests, remaining.Requests, TimeSpan.FromTicks(period.End.UtcTicks - now));
        return new QuotaReservation(account, slot, generation, standing, remaining);
    }

    /// <summary>Takes over the caller's plan and cap: with other limits than before nothing that was taken under the old ones may be used.</summary>
    private void Adopt(Caller caller)
    {
        if (ReferenceEquals(caller.Plan, plan) && ReferenceEquals(caller.User, user))
        {
            return;
        }

        (user, plan) = (caller.User, caller.Plan);
        if (QuotaLimits.Of(user, plan) is var present && present != limits)
        {
            left += present - limits;
            limits = present;
            changes++;
            refusal = null;
            outgoing += free;
            free = default;
        }
    }
}
