using System.IO.Compression;
using System.Security.Cryptography;

namespace Webhost.Local.Dashboard;

/// <summary>A file in memory, with its packed forms where they are smaller.</summary>
internal sealed class StaticFile
{
    private const int LeastToPack = 1024;

    private static readonly string[] Packable = ["text/", "application/json", "application/javascript", "application/manifest+json", "image/svg+xml", "application/wasm"];

    private readonly Lazy<byte[]> _brotli;
    private readonly Lazy<byte[]> _gzip;

    public StaticFile(byte[] content, string mediaType)
    {
        Content = content;
        MediaType = mediaType;
        ETag = $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 12))}\"";
        _brotli = new Lazy<byte[]>(() => Pack(stream => new BrotliStream(stream, CompressionLevel.SmallestSize)));
        _gzip = new Lazy<byte[]>(() => Pack(stream => new GZipStream(stream, CompressionLevel.SmallestSize)));
    }

    public byte[] Content { get; }

    public string MediaType { get; }

    /// <summary>Follows from the content.</summary>
    public string ETag { get; }

    /// <summary>Whether it may be sent packed.</summary>
    public bool IsPackable => Content.Length >= LeastToPack && Packable.Any(prefix => MediaType.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>The bytes for a client by the encodings that it takes, with the name of the encoding; null for none.</summary>
    public (byte[] Bytes, string? Encoding) For(string acceptEncoding)
    {
        if (!IsPackable)
            return (Content, null);
        if (acceptEncoding.Contains("br", StringComparison.OrdinalIgnoreCase))
            return (_brotli.Value, "br");
        return acceptEncoding.Contains("gzip", StringComparison.OrdinalIgnoreCase) ? (_gzip.Value, "gzip") : (Content, null);
    }

    /// <summary>Packs it ahead of the first request.</summary>
    public void Prepare()
    {
        if (IsPackable)
            _ = _brotli.Value;
    }

    private byte[] Pack(Func<Stream, Stream> packing)
    {
        using var packed = new MemoryStream();
        using (var stream = packing(packed))
            stream.Write(Content);
        return packed.ToArray();
    }
}
