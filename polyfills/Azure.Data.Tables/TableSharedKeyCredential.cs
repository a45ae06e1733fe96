#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

using System.Security.Cryptography;
using System.Text;

namespace Azure.Data.Tables;

/// <summary>An account's name and one of its two keys.</summary>
public class TableSharedKeyCredential
{
    private volatile byte[] _key;

    /// <summary>Takes the account's name and its key in Base64.</summary>
    public TableSharedKeyCredential(string accountName, string accountKey)
    {
        AccountName = accountName;
        SetAccountKey(accountKey);
    }

    /// <summary>The account's name.</summary>
    public string AccountName { get; }

    /// <summary>Changes the key, for all clients that share this credential, when the account's key was rotated.</summary>
    public void SetAccountKey(string accountKey) => _key = Convert.FromBase64String(accountKey);

    internal string Sign(string text)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var length = Encoding.UTF8.GetMaxByteCount(text.Length);
        var utf8 = length <= 1024 ? stackalloc byte[length] : new byte[length];
        HMACSHA256.HashData(_key, utf8[..Encoding.UTF8.GetBytes(text, utf8)], hash);
        return Convert.ToBase64String(hash);
    }
}
