using System.Security.Cryptography;

namespace Webhost.Local.AgentCore.Storage;

/// <summary>One of S3's checksums, computed as bytes come.</summary>
internal sealed class Checksum : IDisposable
{
    /// <summary>Before the name of the algorithm, in headers and trailers.</summary>
    public const string HeaderPrefix = "x-amz-checksum-";

    /// <summary>All algorithms, as S3 names them.</summary>
    public static readonly IReadOnlyList<string> Algorithms = ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"];

    private readonly Crc? _crc;
    private readonly IncrementalHash? _hash;

    public Checksum(string algorithm)
    {
        Algorithm = algorithm;
        (_crc, _hash) = algorithm switch
        {
            "CRC32" => (Crc.Crc32(), (IncrementalHash?)null),
            "CRC32C" => (Crc.Crc32C(), null),
            "CRC64NVME" => (Crc.Crc64Nvme(), null),
            "SHA1" => (null, IncrementalHash.CreateHash(HashAlgorithmName.SHA1)),
            _ => (null, IncrementalHash.CreateHash(HashAlgorithmName.SHA256)),
        };
    }

    public string Algorithm { get; }

    /// <summary>The algorithm that a header or trailer carries the value of; null for another header.</summary>
    public static string? AlgorithmOf(string header) =>
        header.StartsWith(HeaderPrefix, StringComparison.OrdinalIgnoreCase)
            ? Algorithms.FirstOrDefault(algorithm => header.AsSpan(HeaderPrefix.Length).Equals(algorithm, StringComparison.OrdinalIgnoreCase))
            : null;

    public static string Of(string algorithm, ReadOnlySpan<byte> bytes)
    {
        using var checksum = new Checksum(algorithm);
        checksum.Append(bytes);
        return checksum.Finish();
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        _crc?.Append(bytes);
        _hash?.AppendData(bytes);
    }

    /// <summary>The value in Base64.</summary>
    public string Finish() => Convert.ToBase64String(_crc?.Finish() ?? _hash!.GetHashAndReset());

    public void Dispose() => _hash?.Dispose();
}
