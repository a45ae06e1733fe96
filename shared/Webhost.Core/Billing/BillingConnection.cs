using System.Diagnostics.CodeAnalysis;
using Webhost.Core.Results;

namespace Webhost.Core.Billing;

/// <summary>The payment provider, when one is set up here.</summary>
public sealed class BillingConnection(IEnumerable<IBillingProvider> providers)
{
    /// <summary>The provider; null while billing is off.</summary>
    public IBillingProvider? Provider { get; } = providers.SingleOrDefault();

    /// <summary>The provider, or the failure of a call that can't do without one.</summary>
    public bool TryGet([NotNullWhen(true)] out IBillingProvider? provider, [NotNullWhen(false)] out Failure? failure)
    {
        provider = Provider;
        failure = provider is null
            ? new Failure.Conflict("Billing is not set up on this installation, so nothing can be bought or changed here. Its operator has to set the section 'LemonSqueezy'.")
            : null;
        return provider is not null;
    }
}
