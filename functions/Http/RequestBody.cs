using Microsoft.AspNetCore.Http;
using Webhost.Contracts.Errors;
using Webhost.Core.Results;

namespace Webhost.Functions.Http;

/// <summary>Reads a body whole, up to a bound.</summary>
internal static class RequestBody
{
    /// <summary>The bytes. Failure: Invalid (too large, or compressed).</summary>
    public static async Task<Result<ReadOnlyMemory<byte>>> ReadAsync(HttpRequest request, int maximumBytes)
    {
        if (request.Headers.ContentEncoding is { Count: > 0 } encoding && !string.Equals(encoding, "identity", StringComparison.OrdinalIgnoreCase))
        {
            return Failure.Invalid.At("Content-Encoding", $"A body with the encoding '{encoding}' is not taken here. Send it as it is.");
        }

        if (request.ContentLength > maximumBytes)
        {
            return TooLarge(maximumBytes);
        }

        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(request.HttpContext.RequestAborted);
            if (read.Buffer.Length > maximumBytes)
            {
                reader.AdvanceTo(read.Buffer.End);
                return TooLarge(maximumBytes);
            }

            if (read.IsCompleted)
            {
                var bytes = System.Buffers.BuffersExtensions.ToArray(read.Buffer);
                reader.AdvanceTo(read.Buffer.End);
                return new ReadOnlyMemory<byte>(bytes);
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static Failure.Invalid TooLarge(int maximumBytes) =>
        new($"The body is larger than {maximumBytes} bytes.", [new Problem("body", $"At most {maximumBytes} bytes.")], TooLarge: true);
}
