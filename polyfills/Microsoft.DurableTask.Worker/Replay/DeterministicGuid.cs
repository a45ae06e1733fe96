using System.Security.Cryptography;
using System.Text;

namespace Microsoft.DurableTask.Worker.Replay;

/// <summary>Ids that are the same in every replay: name-based, version 5.</summary>
internal static class DeterministicGuid
{
    private static readonly byte[] Namespace = new Guid("9f1de0a3-7c54-4a0e-9d6c-0f6a5b8c2e71").ToByteArray(bigEndian: true);

    /// <summary>The id of a name.</summary>
    public static Guid Create(string name)
    {
        // SHA-1 is what version 5 asks for; nothing secret depends on it.
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData([.. Namespace, .. Encoding.UTF8.GetBytes(name)], hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new(hash[..16], bigEndian: true);
    }
}
