using Webhost.Core.Limits;

namespace Webhost.Core.Tests.Limits;

/// <summary>A counter in memory that several gates share. It can be made slow, or to fail.</summary>
internal sealed class MemoryQuotaStore : IQuotaStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string User, string Period), long> taken = [];

    public Func<CancellationToken, Task> Delay { get; set; } = static async _ => await Task.Yield();

    public int Takes { get; private set; }

    public async Task<QuotaGrant> TakeAsync(string userId, string period, long wanted, long? limit, CancellationToken cancellationToken)
    {
        QuotaGrant grant;
        lock (gate)
        {
            var before = taken.GetValueOrDefault((userId, period));
            var granted = Math.Max(0, Math.Min(wanted, (limit ?? long.MaxValue) - before));
            taken[(userId, period)] = before + granted;
            grant = new QuotaGrant(granted, before + granted);
            Takes++;
        }

        await Delay(cancellationToken);
        return grant;
    }

    public async Task ReturnAsync(string userId, string period, long unspent, CancellationToken cancellationToken)
    {
        await Delay(cancellationToken);
        lock (gate)
        {
            taken[(userId, period)] -= unspent;
        }
    }

    public Task<long> ReadTakenAsync(string userId, string period, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult(taken.GetValueOrDefault((userId, period)));
        }
    }
}
