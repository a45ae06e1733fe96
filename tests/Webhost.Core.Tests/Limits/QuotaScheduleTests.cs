using System.Runtime.InteropServices;
using FsCheck;
using FsCheck.Fluent;
using Webhost.Core.Identity;
using Webhost.Core.Limits;
using Webhost.Core.Results;
using Webhost.Core.Tests.Doubles;

namespace Webhost.Core.Tests.Limits;

/// <summary>
/// Processes that call, settle, die, stop, sleep beyond their leases and lose answers of storage, while periods turn and plans change, in orders that
/// nobody thought of: held against a count of what was really let in.
/// </summary>
public sealed class QuotaScheduleTests
{
    private const int Processes = 3;

    private static readonly TimeSpan BeforeTurn = TimeSpan.FromMilliseconds(200);

    private static readonly Gen<Step> Calls = Gen.Zip(Gen.Choose(0, Processes - 1), Gen.Frequency((4, Gen.Choose(1, 4)), (1, Gen.Choose(5, 60)))).Select(pair => new Step(Act.Call, pair.Item1, pair.Item2));

    private static readonly Gen<Step> Settling = Gen.Zip(Gen.Choose(1, 20), Gen.Choose(0, 2_000)).Select(pair => new Step(Act.Settle, pair.Item1, pair.Item2));

    private static readonly Gen<Step> Raising = Gen.Zip(Gen.Choose(0, 20), Gen.Choose(0, 5_000)).Select(pair => new Step(Act.Raise, pair.Item1, pair.Item2));

    private static readonly Gen<Step> Passing = Gen.OneOf(Gen.Choose(1, 300), Gen.Choose(300, 3_000), Gen.Choose(8_000, 15_000)).Select(milliseconds => new Step(Act.Pass, 0, milliseconds));

    private static readonly Gen<Step> Replanning = Gen.Choose(0, 300).Select(limit => new Step(Act.Plan, 0, limit));

    private static readonly Gen<Step> Killing = Gen.Choose(0, Processes - 1).Select(process => new Step(Act.Kill, process, 0));

    private static readonly Gen<Step> Stopping = Gen.Choose(0, Processes - 1).Select(process => new Step(Act.Stop, process, 0));

    private static readonly Gen<Step> Losing = Gen.Choose(0, 1).Select(after => new Step(Act.LoseAnswer, 0, after));

    private enum Act
    {
        Call,
        Settle,
        Raise,
        Pass,
        Plan,
        Kill,
        Stop,
        LoseAnswer,
        Turn,
    }

    [Fact]
    public Task Without_deaths_exactly_the_limit_is_admitted_and_all_that_was_used_is_counted() =>
        RunAsync(Gen.Frequency((6, Calls), (4, Settling), (2, Raising), (3, Passing), (1, Stopping), (1, Gen.Constant(new Step(Act.Turn, 0, 0)))));

    [Fact]
    public Task With_changing_plans_no_more_than_the_plan_of_the_moment_is_admitted() =>
        RunAsync(Gen.Frequency((6, Calls), (4, Settling), (2, Raising), (3, Passing), (2, Replanning), (1, Stopping), (1, Gen.Constant(new Step(Act.Turn, 0, 0)))));

    [Fact]
    public Task With_deaths_no_more_than_the_limit_is_admitted_and_no_more_is_lost_than_was_ready() =>
        RunAsync(Gen.Frequency((6, Calls), (4, Settling), (2, Raising), (3, Passing), (1, Stopping), (2, Killing), (1, Gen.Constant(new Step(Act.Turn, 0, 0)))));

    [Fact]
    public Task With_lost_answers_of_storage_nothing_is_counted_twice_or_not_at_all() =>
        RunAsync(Gen.Frequency((6, Calls), (4, Settling), (2, Raising), (3, Passing), (1, Stopping), (3, Losing), (1, Gen.Constant(new Step(Act.Turn, 0, 0)))));

    [Fact]
    public Task With_all_of_it_at_once_no_more_than_the_limit_is_admitted() =>
        RunAsync(Gen.Frequency((6, Calls), (4, Settling), (2, Raising), (3, Passing), (1, Stopping), (1, Killing), (1, Losing), (1, Replanning), (1, Gen.Constant(new Step(Act.Turn, 0, 0)))));

    private static async Task RunAsync(Gen<Step> steps)
    {
        var schedules = Gen.Zip(Gen.Choose(0, 250), Gen.Choose(1, 60).SelectMany(length => steps.ListOf(length)));
        foreach (var (limit, schedule) in schedules.Sample(60, 80))
        {
            try
            {
                await new Run(limit).PlayAsync(schedule);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Limit {limit}: {string.Join(", ", schedule)}", exception);
            }
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Step(Act Act, int Who, int HowMuch)
    {
        public override string ToString() => $"{Act} {Who} {HowMuch}";
    }

    private sealed class Run(long limit)
    {
        private readonly QuotaWorld world = new(Processes);
        private readonly List<(QuotaReservation Reserved, int Process)> open = [];
        private readonly Dictionary<string, QuotaAmounts> used = new(StringComparer.Ordinal);
        private readonly Dictionary<string, long> lost = new(StringComparer.Ordinal);
        private Caller caller = Some.Caller(Some.Plan with { RequestsPerMonth = limit });
        private bool lossy;
        private bool deadly;
        private bool changed;

        public async Task PlayAsync(IEnumerable<Step> schedule)
        {
            foreach (var step in schedule)
            {
                await TakeAsync(step);
            }

            await EndAsync();
        }

        private string Period => BillingPeriod.Of(world.Clock.GetUtcNow(), anchor: null).Key;

        private async Task TakeAsync(Step step)
        {
            switch (step.Act)
            {
                case Act.Call:
                    await CallAsync(step.Who, step.HowMuch);
                    break;
                case Act.Settle:
                    Settle(step.Who, step.HowMuch);
                    break;
                case Act.Raise when open.Count > 0:
                    var (running, at) = open[step.Who % open.Count];
                    world[at].Raise(running, step.HowMuch, step.HowMuch / 2, costUsd: 0);
                    break;
                case Act.Raise:
                    break;
                case Act.Pass:
                    await world.PassAsync(TimeSpan.FromMilliseconds(step.HowMuch));
                    break;
                case Act.Plan:
                    changed = true;
                    caller = caller with { Plan = caller.Plan with { RequestsPerMonth = step.HowMuch } };
                    break;
                case Act.Kill:
                    await KillAsync(step.Who);
                    break;
                case Act.Stop:
                    await world.WhileTimePassesAsync(StopAsync(step.Who));
                    break;
                case Act.LoseAnswer:
                    LoseAnswer(after: step.HowMuch == 1);
                    break;
                default:
                    // Nobody sleeps for days: first all that live see to what they hold. The turn itself comes in the midst of what follows.
                    await world.PassAsync(TimeSpan.FromSeconds(2));
                    world.Clock.Advance(BillingPeriod.Of(world.Clock.GetUtcNow(), anchor: null).End - BeforeTurn - world.Clock.GetUtcNow());
                    break;
            }
        }

        private async Task CallAsync(int process, int count)
        {
            var now = world.Clock.GetUtcNow();
            var period = Period;
            var calls = Enumerable.Range(0, count).Select(_ => Task.Run(() => CallOnceAsync(process))).ToList();
            var results = await world.WhileTimePassesAsync(Task.WhenAll(calls));
            foreach (var reserved in results.Where(result => result is { Succeeded: true }))
            {
                open.Add((reserved!.Value.Value, process));
                Count(reserved.Value.Value.Period.Key, new QuotaAmounts(1, 0, 0, 0));
            }

            // A period may turn while they call: each is held to the plan in the period that it was let in for.
            var allowed = caller.Plan.RequestsPerMonth!.Value;
            foreach (var key in results.Where(result => result is { Succeeded: true }).Select(result => result!.Value.Value.Period.Key).Distinct(StringComparer.Ordinal))
            {
                Assert.True(used[key].Requests <= allowed, $"{used[key].Requests} of {allowed} are admitted in {key} at {now:O}");
            }

            var admitted = used.GetValueOrDefault(period).Requests;

            // A process holds on to what it took under another plan until it hears of the new one.
            if (!lossy && !changed && results.Any(result => result is { Succeeded: false }))
            {
                Assert.True(admitted + lost.GetValueOrDefault(period) >= allowed, $"refused at {admitted} of {allowed}, {lost.GetValueOrDefault(period)} lost, at {now:O}");
            }
        }

        private async Task<Result<QuotaReservation>?> CallOnceAsync(int process)
        {
            try
            {
                return await world[process].ReserveAsync(caller, "agt_1", QuotaWorld.Runtime, default);
            }
            catch (IOException)
            {
                return null;
            }
        }

        private void Settle(int count, int tokens)
        {
            foreach (var (reserved, process) in open.Take(count))
            {
                world[process].Settle(new QuotaSettlement(reserved, tokens, tokens / 2, 0));
                world[process].Settle(new QuotaSettlement(reserved, 1_000_000, 1_000_000, 1));
                Count(reserved.Period.Key, new QuotaAmounts(0, tokens, tokens / 2, 0));
            }

            open.RemoveRange(0, Math.Min(count, open.Count));
        }

        private async Task KillAsync(int process)
        {
            deadly = true;

            // Also what its writes that are under way get ready for.
            await world.SettledAsync();
            foreach (var period in used.Keys.Append(Period).Distinct().ToList())
            {
                // What it had got ready for at its last write is the most that it can take with it. The other leases are of processes that live or were counted before.
                var ledger = world.Store.Look(caller.User.UserId, period);
                lost[period] = lost.GetValueOrDefault(period) + ledger.Leases.Sum(lease => lease.Armed.Requests);
            }

            open.RemoveAll(reservation => reservation.Process == process);
            await world.KillAsync(process);
        }

        private async Task<bool> StopAsync(int process)
        {
            await ReturnAllAsync(process);
            foreach (var (reserved, _) in open.Where(reservation => reservation.Process == process))
            {
                // What still runs at a stop is settled and given back before the end.
                world[process].Settle(new QuotaSettlement(reserved, 0, 0, 0));
            }

            open.RemoveAll(reservation => reservation.Process == process);
            await ReturnAllAsync(process);
            await world.KillAsync(process);
            return true;
        }

        private async Task ReturnAllAsync(int process)
        {
            for (var done = false; !done;)
            {
                try
                {
                    await world[process].ReturnAllAsync(default);
                    done = true;
                }
                catch (AggregateException) when (lossy)
                {
                    // A read and a write may be lost, each once.
                }
            }
        }

        private void LoseAnswer(bool after)
        {
            lossy = true;
            var armed = 1;
            Task FailOnce() => Interlocked.Exchange(ref armed, 0) == 1 ? Task.FromException(new IOException("storage is down")) : Task.CompletedTask;
            if (after)
            {
                world.Store.AfterWrite = FailOnce;
            }
            else
            {
                world.Store.Before = async _ =>
                {
                    await Task.Yield();
                    await FailOnce();
                };
            }
        }

        private void Count(string period, in QuotaAmounts more) => used[period] = used.GetValueOrDefault(period) + more;

        private async Task EndAsync()
        {
            world.Store.Before = static async _ => await Task.Yield();
            world.Store.AfterWrite = static () => Task.CompletedTask;
            Settle(int.MaxValue, 100);
            await world.PassAsync(TimeSpan.FromSeconds(15));
            foreach (var (period, amounts) in used)
            {
                var ledger = world.Store.Look(caller.User.UserId, period);
                Assert.True(ledger.Used.Requests >= amounts.Requests, $"{ledger.Used} counted of {amounts} in {period}");
                if (!deadly)
                {
                    Assert.Equal(amounts, ledger.Used with { CostMicros = 0 });
                }
                else if (!lossy)
                {
                    Assert.InRange(ledger.Used.Requests - amounts.Requests, 0, lost.GetValueOrDefault(period));
                }
            }
        }
    }
}
