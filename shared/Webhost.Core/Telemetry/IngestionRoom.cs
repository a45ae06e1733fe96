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

    /// <summary>Takes room for something of a size; false when there is not enough. What alone is larger than all of it may come when nothing else is there.</summary>
    public bool TryEnter(string agentId, int size)
    {
        lock (gate)
        {
            var own = byAgent.GetValueOrDefault(agentId);
            if (total > 0 && (total + size > capacity || (own > 0 && own + size > capacity / 2)))
            {
                return false;
            }

            total += size;
            byAgent[agentId] = own + size;
            return true;
        }
    }

    /// <summary>Gives it back.</summary>
    public void Leave(string agentId, int size)
    {
        lock (gate)
        {
            total -= size;
            if ((byAgent[agentId] -= size) == 0)
            {
                byAgent.Remove(agentId);
            }
        }
    }
}
