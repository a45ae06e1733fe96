namespace Webhost.Core.Limits;

/// <summary>What was set aside for one invocation, to be settled with what it really used.</summary>
public readonly struct QuotaReservation
{
    internal QuotaReservation(QuotaAccount account, int slot, int generation, in LimitStanding standing, in QuotaAmounts remaining)
    {
        Account = account;
        Slot = slot;
        Generation = generation;
        Standing = standing;
        Remaining = remaining;
    }

    /// <summary>The billing period that it counts in.</summary>
    public BillingPeriod Period => Account.Period;

    /// <summary>How many requests the period has left, as this process knows it.</summary>
    public LimitStanding Standing { get; }

    /// <summary>What is left of the period beside it, as this process knows it.</summary>
    public QuotaAmounts Remaining { get; }

    internal QuotaAccount Account { get; }

    internal int Slot { get; }

    internal int Generation { get; }
}
