namespace Webhost.Core.Telemetry;

/// <summary>
/// Makes <c>NaN</c> and <c>Infinity</c>, which some languages write into JSON although JSON has no such thing, into texts of the same length: the event
/// that holds one is refused then, and the others of its batch are read.
/// </summary>
internal static class NonFiniteLiterals
{
    /// <summary>A copy without such literals; null when there is none, so that it is malformed for another reason.</summary>
    public static byte[]? Quote(ReadOnlySpan<byte> json)
    {
        byte[]? copy = null;
        var inText = false;
        for (var index = 0; index < json.Length; index++)
        {
            if (inText)
            {
                if (json[index] == (byte)'\\')
                {
                    index++;
                }
                else
                {
                    inText = json[index] != (byte)'"';
                }

                continue;
            }

            inText = json[index] == (byte)'"';
            if (LengthOf(json[index..]) is var length and > 0)
            {
                copy ??= json.ToArray();
                copy[index] = copy[index + length - 1] = (byte)'"';
                index += length - 1;
            }
        }

        return copy;
    }

    private static int LengthOf(ReadOnlySpan<byte> rest) =>
        rest.StartsWith("NaN"u8) ? "NaN".Length
        : rest.StartsWith("Infinity"u8) ? "Infinity".Length
        : rest.StartsWith("-Infinity"u8) ? "-Infinity".Length
        : 0;
}
