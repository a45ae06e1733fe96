using System.Diagnostics.CodeAnalysis;

namespace Webhost.Local.KeyVault.Vault;

/// <summary>A value, or the error that stands in its place.</summary>
internal readonly record struct Outcome<T>(T? Value, VaultError? Error)
    where T : class
{
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool Succeeded => Error is null;

    public static implicit operator Outcome<T>(T value) => new(value, Error: null);

    public static implicit operator Outcome<T>(VaultError error) => new(Value: null, error);
}
