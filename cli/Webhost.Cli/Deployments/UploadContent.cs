using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace Webhost.Cli.Deployments;

/// <summary>A file as a body that tells how much of it is sent.</summary>
internal sealed class UploadContent : HttpContent
{
    private const int PieceSize = 64 * 1024;

    private readonly string file;
    private readonly long length;
    private readonly Action<long> sent;

    public UploadContent(string file, Action<long> sent)
    {
        this.file = file;
        this.sent = sent;
        length = new FileInfo(file).Length;
        Headers.ContentType = new MediaTypeHeaderValue("application/zip");
        using var whole = File.OpenRead(file);
        // Lets the server notice an upload that did not arrive as it was sent.
        Headers.TryAddWithoutValidation("X-Checksum", $"sha256:{Convert.ToHexStringLower(SHA256.HashData(whole))}");
    }

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await using var source = File.OpenRead(file);
        var piece = new byte[PieceSize];
        long total = 0;
        while (await source.ReadAsync(piece, cancellationToken) is > 0 and var count)
        {
            await stream.WriteAsync(piece.AsMemory(0, count), cancellationToken);
            total += count;
            sent(total);
        }
    }

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = this.length;
        return true;
    }
}
