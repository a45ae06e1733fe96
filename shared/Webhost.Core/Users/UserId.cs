using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Webhost.Core.Identifiers;

namespace Webhost.Core.Users;

/// <summary>The id of a user. Derived from the identity provider's subject, so that racing first calls name the same user.</summary>
/// <param name="Value"><c>usr_</c> and 32 hexadecimal digits.</param>
public readonly record struct UserId(string Value)
{
    private const string Prefix = "usr_";

    /// <summary>The user that an issuer's subject stands for: the same for every call.</summary>
    public static UserId Of(string issuer, string subject) =>
        new(string.Concat(Prefix, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{issuer}\n{subject}")).AsSpan(0, 16))));

    /// <summary>Reads an id.</summary>
    /// <returns>Whether the text has the form of one.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out UserId id)
    {
        var valid = Id.IsValid(Prefix, text);
        id = valid ? new UserId(text!) : default;
        return valid;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
