using System.Security.Cryptography;
using Webhost.Local.AgentCore.Http;

namespace Webhost.Local.AgentCore.Storage;

/// <summary>All that is computed over a body while it passes.</summary>
internal sealed class BodyHashes : IDisposable
{
    private readonly IncrementalHash _md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
    private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<Checksum> _checksums;

    public BodyHashes(IEnumerable<string> algorithms) => _checksums = [.. algorithms.Distinct(StringComparer.Ordinal).Select(algorithm => new Checksum(algorithm))];

    public long Size { get; private set; }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        Size += bytes.Length;
        _md5.AppendData(bytes);
        _sha256.AppendData(bytes);
        foreach (var checksum in _checksums)
            checksum.Append(bytes);
    }

    /// <summary>Holds what was computed against what the client said.</summary>
    /// <param name="file">Where the body lies.</param>
    /// <param name="sha256">The payload's hash of the signature; null when it is not signed as a whole.</param>
    /// <param name="md5">The value of <c>Content-MD5</c>; null without.</param>
    /// <param name="given">The checksums of headers and trailers.</param>
    public Received Check(string file, string? sha256, string? md5, IReadOnlyDictionary<string, string> given)
    {
        if (sha256 is not null && !string.Equals(sha256, Convert.ToHexStringLower(_sha256.GetHashAndReset()), StringComparison.OrdinalIgnoreCase))
            throw new AwsException(400, "XAmzContentSHA256Mismatch", "The provided 'x-amz-content-sha256' header does not match what was computed.");
        var hash = _md5.GetHashAndReset();
        if (md5 is not null && !string.Equals(md5, Convert.ToBase64String(hash), StringComparison.Ordinal))
            throw new AwsException(400, "BadDigest", "The Content-MD5 you specified did not match what we received.");
        var computed = _checksums.ToDictionary(checksum => checksum.Algorithm, checksum => checksum.Finish(), StringComparer.Ordinal);
        foreach (var (algorithm, value) in given)
        {
            if (!string.Equals(computed[algorithm], value, StringComparison.Ordinal))
                throw new AwsException(400, "BadDigest", $"The {algorithm} you specified did not match the calculated checksum.");
        }

        return new Received(file, Size, Convert.ToHexStringLower(hash), computed);
    }

    public void Dispose()
    {
        _md5.Dispose();
        _sha256.Dispose();
        foreach (var checksum in _checksums)
            checksum.Dispose();
    }
}
