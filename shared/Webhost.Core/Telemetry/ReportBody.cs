using System.IO.Compression;
using System.Runtime.InteropServices;
using Webhost.Contracts.Errors;
using Webhost.Core.Results;

namespace Webhost.Core.Telemetry;

/// <summary>Unpacks a report's body, never to more than a report may have.</summary>
internal static class ReportBody
{
    private const int FirstBuffer = 64 * 1024;

    /// <summary>The body as it was before it was packed. Failure: Invalid (encoding, damage, size).</summary>
    public static Result<ReadOnlyMemory<byte>> Unpack(ReadOnlyMemory<byte> body, string? contentEncoding, int maximumBytes) => contentEncoding?.Trim().ToLowerInvariant() switch
    {
        null or "" or "identity" => body,
        "gzip" or "x-gzip" => Inflate(body, maximumBytes),
        _ => Failure.Invalid.At("Content-Encoding", "A report is packed with gzip or not at all."),
    };

    private static Result<ReadOnlyMemory<byte>> Inflate(ReadOnlyMemory<byte> packed, int maximumBytes)
    {
        using var gzip = new GZipStream(Open(packed), CompressionMode.Decompress);
        var buffer = new byte[FirstBuffer];
        var length = 0;
        try
        {
            for (int read; (read = gzip.Read(buffer, length, buffer.Length - length)) > 0;)
            {
                length += read;
                if (length > maximumBytes)
                {
                    return TooLarge(maximumBytes);
                }

                if (length == buffer.Length)
                {
                    // One byte more than allowed shows that there is more.
                    Array.Resize(ref buffer, Math.Min(2 * buffer.Length, maximumBytes + 1));
                }
            }
        }
        catch (InvalidDataException)
        {
            return Failure.Invalid.At("body", "The body is no gzip, or it is damaged.");
        }

        return new ReadOnlyMemory<byte>(buffer, 0, length);
    }

    private static MemoryStream Open(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var segment) ? new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false) : new MemoryStream(bytes.ToArray(), writable: false);

    private static Failure.Invalid TooLarge(int maximumBytes) =>
        new($"The report is larger than {maximumBytes} bytes once it is unpacked.", [new Problem("body", $"At most {maximumBytes} bytes.")], TooLarge: true);
}
