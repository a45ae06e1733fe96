using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;
using Webhost.Local.AgentCore.Http;

namespace Webhost.Local.AgentCore.Storage;

/// <summary>Decodes <c>aws-chunked</c>: <c>size[;chunk-signature=…]</c>, bytes, …, a last chunk of nothing, then trailers.</summary>
/// <param name="reader">The body.</param>
/// <param name="signer">Checks signatures; null for a body whose chunks are not signed.</param>
internal sealed class ChunkedBody(PipeReader reader, ChunkSigner? signer)
{
    private const int LongestLine = 8 * 1024;
    private const string SignatureExtension = "chunk-signature=";
    private const string TrailerSignature = "x-amz-trailer-signature";

    /// <summary>Passes the bytes on and answers the trailers.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ReadAsync(Func<ReadOnlySequence<byte>, ValueTask> write, CancellationToken cancellationToken)
    {
        while (true)
        {
            var header = await LineAsync(cancellationToken) ?? throw Malformed();
            var parts = header.Split(';', 2);
            if (!long.TryParse(parts[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var size) || size < 0)
                throw Malformed();
            using var hash = signer is null ? null : IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await PassAsync(size, write, hash, cancellationToken);
            signer?.CheckChunk(parts.Length == 2 && parts[1].StartsWith(SignatureExtension, StringComparison.Ordinal) ? parts[1][SignatureExtension.Length..] : null, hash!.GetHashAndReset());
            if (size == 0)
                return await TrailersAsync(cancellationToken);
            if (await LineAsync(cancellationToken) is not "")
                throw Malformed();
        }
    }

    private async Task PassAsync(long size, Func<ReadOnlySequence<byte>, ValueTask> write, IncrementalHash? hash, CancellationToken cancellationToken)
    {
        while (size > 0)
        {
            var read = await reader.ReadAsync(cancellationToken);
            var bytes = read.Buffer.Slice(0, Math.Min(size, read.Buffer.Length));
            if (bytes.IsEmpty && read.IsCompleted)
                throw Malformed();
            if (hash is not null)
            {
                foreach (var segment in bytes)
                    hash.AppendData(segment.Span);
            }

            await write(bytes);
            size -= bytes.Length;
            reader.AdvanceTo(bytes.End);
        }
    }

    private async Task<IReadOnlyDictionary<string, string>> TrailersAsync(CancellationToken cancellationToken)
    {
        var trailers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var signed = new StringBuilder();
        while (await LineAsync(cancellationToken) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0)
                throw Malformed();
            var (name, value) = (line[..colon].Trim().ToLowerInvariant(), line[(colon + 1)..].Trim());
            if (name is TrailerSignature)
            {
                signer?.CheckTrailer(value, signed.ToString());
                signed.Clear();
            }
            else
            {
                trailers[name] = value;
                signed.Append(name).Append(':').Append(value).Append('\n');
            }
        }

        if (signer is not null && signed.Length > 0)
            throw new AwsException(403, "SignatureDoesNotMatch", "The trailer of the body is not signed.");
        return trailers;
    }

    // Null at the end of the body.
    private async Task<string?> LineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            if (read.Buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = Encoding.UTF8.GetString(read.Buffer.Slice(0, end)).TrimEnd('\r');
                reader.AdvanceTo(read.Buffer.GetPosition(1, end));
                return line;
            }

            if (read.Buffer.Length > LongestLine || (read.IsCompleted && read.Buffer.Length > 0))
                throw Malformed();
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted)
                return null;
        }
    }

    private static AwsException Malformed() => new(400, "IncompleteBody", "The body is not in the aws-chunked form that its headers say.");
}
