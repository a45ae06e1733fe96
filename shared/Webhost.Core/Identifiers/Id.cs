using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace Webhost.Core.Identifiers;

/// <summary>Makes and checks ids: a readable prefix and a UUIDv7 in 32 hexadecimal digits, so that ids sort by age.</summary>
internal static class Id
{
    private const int DigitCount = 32;

    public static string New(string prefix, TimeProvider time) =>
        string.Concat(prefix, Guid.CreateVersion7(time.GetUtcNow()).ToString("n"));

    public static bool IsValid(string prefix, [NotNullWhen(true)] string? text)
    {
        if (text is null || text.Length != prefix.Length + DigitCount || !text.StartsWith(prefix, StringComparison.Ordinal))
        {
            return false;
        }

        foreach (var character in text.AsSpan(prefix.Length))
        {
            if (!char.IsAsciiHexDigitLower(character) && !char.IsAsciiDigit(character))
            {
                return false;
            }
        }

        return true;
    }
}
