namespace Webhost.Core.Limits;

/// <summary>What became of a caller at the purse.</summary>
internal enum QuotaEntry
{
    /// <summary>Admitted.</summary>
    Admitted,

    /// <summary>Admitted, and it is time to take more.</summary>
    AdmittedAndLow,

    /// <summary>Refused, as others just before.</summary>
    Refused,

    /// <summary>Has to wait until more is taken.</summary>
    Wait,

    /// <summary>The purse is put away: there is another one.</summary>
    Closed,
}
