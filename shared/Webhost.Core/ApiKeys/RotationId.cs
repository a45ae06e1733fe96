using System.Security.Cryptography;
using System.Text;
using Webhost.Core.Identifiers;

namespace Webhost.Core.ApiKeys;

/// <summary>The id of a rotation of an API key.</summary>
/// <param name="Value"><c>rot_</c> and 32 hexadecimal digits.</param>
public readonly record struct RotationId(string Value)
{
    private const string Prefix = "rot_";

    /// <summary>A new id.</summary>
    public static RotationId New(TimeProvider time) => new(Id.New(Prefix, time));

    /// <summary>The id of the rotation that a call with an <c>Idempotency-Key</c> asks for: the same for every repeat.</summary>
    public static RotationId Of(string keyId, string idempotencyKey) =>
        new(string.Concat(Prefix, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{keyId}\n{idempotencyKey}")).AsSpan(0, 16))));

    /// <inheritdoc/>
    public override string ToString() => Value;
}
