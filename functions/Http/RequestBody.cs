using Microsoft.AspNetCore.Http;
using Webhost.Contracts.Errors;
using Webhost.Core.Results;

namespace Webhost.Functions.Http;

/// <summary>Reads a body whole, up to a bound.</summary>
internal static class RequestBody
{
    /// <summary>The bytes. Failure: Invalid (too large).</summary>
    public static async Task<Result<ReadOnlyMemory<byte>>> ReadAsync(HttpRequest request, int maximumBytes)
    {
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
