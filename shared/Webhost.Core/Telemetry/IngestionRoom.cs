namespace Webhost.Core.Telemetry;

/// <summary>
/// How much may wait to be written: bounded as a whole, so that slow storage can't fill the memory, and for each agent to a half of it, so that one that
/// floods leaves room for the others.
/// </summary>
internal sealed class IngestionRoom(int capacity)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> byAgent = new(StringComparer.Ordinal);
    private int total;

    /// <summary>How much waits now.</summary>
    public int Taken
    {
        get
        {
            lock (gate)
            {
                return total;
            }
        }
    }

    /// <summary>Takes room for some items; false when there is not enough. What alone is larger than all of it may come when nothing else is there.</summary>
    public bool TryEnter(string agentId, int items)
    {
        lock (gate)
        {
            var own = byAgent.GetValueOrDefault(agentId);
            if (total > 0 && (total + items > capacity || (own > 0 && own + items > capacity / 2)))
            {
                return false;
            }

            total += items;
            byAgent[agentId] = own + items;
            return true;
        }
    }

    /// <summary>Gives it back.</summary>
    public void Leave(string agentId, int items)
    {
        lock (gate)
        {
            total -= items;
            if ((byAgent[agentId] -= items) == 0)
            {
                byAgent.Remove(agentId);
            }
        }
    }
}
