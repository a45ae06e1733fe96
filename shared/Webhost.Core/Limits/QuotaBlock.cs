namespace Webhost.Core.Limits;

/// <summary>What one process holds of one user's quota. Thread-safe.</summary>
internal sealed class QuotaBlock
{
    private readonly Lock gate = new();
    private string period = string.Empty;
    private long unspent;
    private long taken;
    private long refillBelow;

    /// <summary>Held by whoever takes the next block, so that one is taken at a time.</summary>
    public SemaphoreSlim Refilling { get; } = new(1, 1);

    /// <summary>Spends one request; <paramref name="low"/> says whether it is time to take the next block.</summary>
    public bool TrySpend(string current, out bool low)
    {
        lock (gate)
        {
            low = false;
            if (unspent == 0 || !string.Equals(period, current, StringComparison.Ordinal))
            {
                return false;
            }

            unspent--;
            low = unspent < refillBelow;
            return true;
        }
    }

    /// <summary>Adds a grant. With <paramref name="plenty"/> left for everybody the next one is taken before this one is spent.</summary>
    public void Fill(string current, QuotaGrant grant, bool plenty)
    {
        lock (gate)
        {
            unspent = (string.Equals(period, current, StringComparison.Ordinal) ? unspent : 0) + grant.Granted;
            taken = grant.Taken;
            period = current;
            refillBelow = plenty ? grant.Granted / 4 : 0;
        }
    }

    /// <summary>How much all processes had taken when this one last took a block; null when it hasn't in this period.</summary>
    public long? KnownTaken(string current)
    {
        lock (gate)
        {
            return string.Equals(period, current, StringComparison.Ordinal) ? taken : null;
        }
    }

    /// <summary>What is left.</summary>
    public long Unspent(string current)
    {
        lock (gate)
        {
            return string.Equals(period, current, StringComparison.Ordinal) ? unspent : 0;
        }
    }

    /// <summary>Takes out all that is left.</summary>
    public (string Period, long Unspent) TakeAll()
    {
        lock (gate)
        {
            var rest = unspent;
            unspent = 0;
            return (period, rest);
        }
    }
}
