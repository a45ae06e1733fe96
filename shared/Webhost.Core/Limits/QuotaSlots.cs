namespace Webhost.Core.Limits;

/// <summary>The reservations that are not settled yet, in places that are used again: a reservation allocates nothing, and is settled once. Not thread-safe.</summary>
internal sealed class QuotaSlots
{
    private const int FirstCapacity = 4;

    private Slot[] slots = [];
    private int firstVacant = -1;

    /// <summary>How many are open.</summary>
    public int Open { get; private set; }

    /// <summary>Opens one.</summary>
    public (int Slot, int Generation) Add(in QuotaAmounts estimate, AgentUse agent)
    {
        if (firstVacant < 0)
        {
            Grow();
        }

        var index = firstVacant;
        ref var slot = ref slots[index];
        firstVacant = slot.NextVacant;
        slot.Estimate = estimate;
        slot.Agent = agent;
        Open++;
        return (index, slot.Generation);
    }

    /// <summary>Raises the estimate of one to what is used already; says by how much, and to what. False when it was closed before.</summary>
    public bool TryRaise(int index, int generation, in QuotaAmounts used, out QuotaAmounts more, out QuotaAmounts estimate)
    {
        ref var slot = ref slots[index];
        more = (used - slot.Estimate).AboveZero();
        estimate = slot.Estimate + more;
        if (slot.Generation != generation)
        {
            return false;
        }

        slot.Estimate = estimate;
        return true;
    }

    /// <summary>Closes one; false when it was closed before.</summary>
    public bool TryClose(int index, int generation, out QuotaAmounts estimate, out AgentUse? agent)
    {
        ref var slot = ref slots[index];
        estimate = slot.Estimate;
        agent = slot.Agent;
        if (slot.Generation != generation)
        {
            return false;
        }

        slot.Generation++;
        slot.Agent = null;
        slot.NextVacant = firstVacant;
        firstVacant = index;
        Open--;
        return true;
    }

    private void Grow()
    {
        var from = slots.Length;
        Array.Resize(ref slots, Math.Max(FirstCapacity, from * 2));
        for (var index = slots.Length - 1; index >= from; index--)
        {
            slots[index].NextVacant = firstVacant;
            firstVacant = index;
        }
    }

    private struct Slot
    {
        public QuotaAmounts Estimate;
        public AgentUse? Agent;
        public int Generation;
        public int NextVacant;
    }
}
