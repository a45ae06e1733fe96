using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Webhost.Local.AgentCore.Http;
using Webhost.Local.AgentCore.Signing;

namespace Webhost.Local.AgentCore.Storage;

/// <summary>Takes the body of an upload into a file as it comes, and holds it against its signature, length and checksums.</summary>
internal static class BodyReceiver
{
    private const string SignedPrefix = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
    private const string UnsignedStreaming = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
    private const string Unsigned = "UNSIGNED-PAYLOAD";
    private const long LargestObject = 5L * 1024 * 1024 * 1024;

    /// <param name="context">The request.</param>
    /// <param name="caller">Who has signed it.</param>
    /// <param name="file">The file to make; it is gone again when the body is refused.</param>
    /// <param name="algorithm">A checksum that is wanted though the client does not give it; null for none.</param>
    public static async Task<Received> ReceiveAsync(HttpContext context, Caller caller, string file, string? algorithm)
    {
        try
        {
            return await TakeAsync(context, caller, file, algorithm);
        }
        catch
        {
            File.Delete(file);
            throw;
        }
    }

    private static async Task<Received> TakeAsync(HttpContext context, Caller caller, string file, string? algorithm)
    {
        var request = context.Request;
        var payload = caller.Signature.Expires is null ? request.Headers["x-amz-content-sha256"].ToString() : Unsigned;
        var isSigned = payload.StartsWith(SignedPrefix, StringComparison.Ordinal);
        var given = request.Headers.Where(header => Checksum.AlgorithmOf(header.Key) is not null).ToDictionary(header => Checksum.AlgorithmOf(header.Key)!, header => header.Value.ToString(), StringComparer.Ordinal);
        var announced = request.Headers["x-amz-trailer"].ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Checksum.AlgorithmOf).OfType<string>().ToList();
        using var hashes = new BodyHashes([.. given.Keys, .. announced, .. algorithm is null ? [] : (string[])[algorithm]]);
        await using var output = new FileStream(file, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });

        async ValueTask WriteAsync(ReadOnlySequence<byte> bytes)
        {
            foreach (var segment in bytes)
            {
                hashes.Append(segment.Span);
                if (hashes.Size > LargestObject)
                    throw new AwsException(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed object size.");
                await output.WriteAsync(segment, context.RequestAborted);
            }
        }

        if (isSigned || payload is UnsignedStreaming)
        {
            var trailers = await new ChunkedBody(request.BodyReader, isSigned ? new ChunkSigner(caller) : null).ReadAsync(WriteAsync, context.RequestAborted);
            foreach (var (name, value) in trailers)
            {
                if (Checksum.AlgorithmOf(name) is { } trailed)
                    given[trailed] = announced.Contains(trailed, StringComparer.Ordinal) ? value : throw new AwsException(400, "MalformedTrailerError", $"The trailer {name} was not announced.");
            }

            if (announced.FirstOrDefault(missing => !given.ContainsKey(missing)) is { } absent)
                throw new AwsException(400, "MalformedTrailerError", $"The announced trailer of {absent} is missing.");
            if (long.TryParse(request.Headers["x-amz-decoded-content-length"], NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length != hashes.Size)
                throw new AwsException(400, "IncompleteBody", "You did not provide the number of bytes specified by the x-amz-decoded-content-length header.");
        }
        else
        {
            while (true)
            {
                var read = await request.BodyReader.ReadAsync(context.RequestAborted);
                await WriteAsync(read.Buffer);
                request.BodyReader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                    break;
            }
        }

        output.Flush(flushToDisk: true);
        var whole = isSigned || payload is UnsignedStreaming or Unsigned ? null : payload;
        var md5 = request.Headers.ContentMD5.ToString() is { Length: > 0 } text ? text : null;
        return hashes.Check(file, whole, md5, given);
    }
}
