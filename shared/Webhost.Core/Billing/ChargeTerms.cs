namespace Webhost.Core.Billing;

/// <summary>What becomes of the difference in price, for what is left of the paid period, when a subscription changes.</summary>
public enum ChargeTerms
{
    /// <summary>It is charged at once.</summary>
    AtOnce,

    /// <summary>It is charged or credited with the next payment.</summary>
    WithNextPayment,

    /// <summary>It is let go: the new price begins with the next period.</summary>
    NotAtAll,
}
