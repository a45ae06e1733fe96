using Webhost.Core.Identity;
using Webhost.Core.Limits;
using Webhost.Core.Results;
using Webhost.Core.Tests.Doubles;

namespace Webhost.Core.Tests.Limits;

/// <summary>Some processes over one store, on a clock that moves only while one of them waits for it, or when a test moves it. All that live are tended as time passes.</summary>
internal sealed class QuotaWorld
{
    public static readonly FakeRuntime Runtime = new();

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    private readonly QuotaGate[] gates;

    public QuotaWorld(int processes) => gates = [.. Enumerable.Range(0, processes).Select(_ => new QuotaGate(Store, Clock))];

    public FakeClock Clock { get; } = new();

    public MemoryQuotaStore Store { get; } = new();

    public QuotaGate this[int process] => gates[process];

    /// <summary>Ends a process without a word and starts another in its place.</summary>
    public async Task KillAsync(int process)
    {
        await SettledAsync();
        gates[process] = new QuotaGate(Store, Clock);
    }

    /// <summary>A call that is let in or refused, whatever time that takes.</summary>
    public Task<Result<QuotaReservation>> CallAsync(Caller caller, int process = 0, string agentId = "agt_1") =>
        WhileTimePassesAsync(Task.Run(() => this[process].ReserveAsync(caller, agentId, Runtime, default).AsTask()));

    /// <summary>Calls at once, in turn on each process.</summary>
    public async Task<IReadOnlyList<Result<QuotaReservation>>> CallAllAsync(Caller caller, int count)
    {
        var all = Task.WhenAll(Enumerable.Range(0, count).Select(number => Task.Run(() => this[number % gates.Length].ReserveAsync(caller, "agt_1", Runtime, default).AsTask())));
        return await WhileTimePassesAsync(all);
    }

    /// <summary>Lets the clock run while somebody waits for it.</summary>
    public async Task<T> WhileTimePassesAsync<T>(Task<T> task)
    {
        while (!task.IsCompleted)
        {
            if (Clock.Waiting > 0)
            {
                await PassAsync(Tick);
            }

            await Task.Yield();
        }

        return await task;
    }

    /// <summary>Lets time pass.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += Tick)
        {
            await SettledAsync();
            Clock.Advance(Tick);
            foreach (var gate in gates)
            {
                await gate.TendAsync(default);
            }
        }
    }

    /// <summary>The ledger of a caller's present period.</summary>
    public QuotaLedger LedgerOf(Caller caller) => Store.Look(caller.User.UserId, BillingPeriod.Of(Clock.GetUtcNow(), caller.User.BillingAnchor).Key);

    /// <summary>Waits until nothing is under way but what waits for the clock: everything else takes no time on it.</summary>
    public async Task SettledAsync()
    {
        while (gates.Sum(gate => gate.Exchanges) > Clock.Waiting)
        {
            await Task.Yield();
        }
    }
}
