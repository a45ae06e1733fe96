namespace Webhost.Core.Limits;

/// <summary>Why a process turns to the ledger.</summary>
internal enum QuotaTask
{
    /// <summary>Callers wait.</summary>
    Serve,

    /// <summary>Callers wait and the ledger was just read: everything is divided anew.</summary>
    ServeAnew,

    /// <summary>Less than half of what is armed is left.</summary>
    Fill,

    /// <summary>The user is there, but may not need all that is armed.</summary>
    Trim,

    /// <summary>The same, and the lease is prolonged.</summary>
    Renew,

    /// <summary>The user is quiet: everything goes back.</summary>
    Rest,

    /// <summary>The process stops: everything goes back and the lease ends.</summary>
    Leave,
}
