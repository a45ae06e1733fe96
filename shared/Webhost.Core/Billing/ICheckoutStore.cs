namespace Webhost.Core.Billing;

/// <summary>Keeps checkouts for a while, by the address that was filled in.</summary>
public interface ICheckoutStore
{
    /// <summary>Adds one. Idempotent.</summary>
    Task AddAsync(OpenCheckout checkout, CancellationToken cancellationToken);

    /// <summary>Those with an address.</summary>
    Task<IReadOnlyList<OpenCheckout>> ListAsync(string emailHash, CancellationToken cancellationToken);

    /// <summary>Removes those that could be paid only before a time. May be stopped and run again at any time.</summary>
    Task RemoveAsync(DateTimeOffset expiredBefore, CancellationToken cancellationToken);
}
