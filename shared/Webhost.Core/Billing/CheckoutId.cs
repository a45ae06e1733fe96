using Webhost.Core.Identifiers;

namespace Webhost.Core.Billing;

/// <summary>The id of a checkout.</summary>
/// <param name="Value"><c>chk_</c> and 32 hexadecimal digits.</param>
public readonly record struct CheckoutId(string Value)
{
    private const string Prefix = "chk_";

    /// <summary>A new id.</summary>
    public static CheckoutId New(TimeProvider time) => new(Id.New(Prefix, time));

    /// <inheritdoc/>
    public override string ToString() => Value;
}
