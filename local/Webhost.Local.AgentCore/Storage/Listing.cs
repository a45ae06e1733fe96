using System.Text;
using System.Xml.Linq;
using Webhost.Local.AgentCore.Http;

namespace Webhost.Local.AgentCore.Storage;

/// <summary>Lists objects, version 2 and the older one.</summary>
internal sealed class Listing(BucketStore store)
{
    private const int MostKeys = 1000;
    private static readonly XNamespace Xml = S3Routes.Namespace;

    public Task ListAsync(S3Request request, string bucket)
    {
        var isSecond = request.Target["list-type"] is "2";
        var prefix = request.Target["prefix"] ?? string.Empty;
        var delimiter = request.Target["delimiter"];
        var most = Math.Min(MostKeys, request.Target.Number("max-keys", 0, int.MaxValue) ?? MostKeys);
        var token = isSecond ? request.Target["continuation-token"] : null;
        var after = token is not null ? Key(token) : request.Target[isSecond ? "start-after" : "marker"];

        var entries = Entries(store.Get(bucket).After(prefix, after), prefix, delimiter, after).Take(most + 1).ToList();
        var isTruncated = entries.Count > most;
        var page = entries.Take(most).ToList();
        var last = page.Count == 0 ? null : page[^1].Name;
        var encode = request.Target["encoding-type"] is "url" ? (Func<string, string>)Uri.EscapeDataString : text => text;
        return Answers.XmlAsync(request.Context, 200, new XElement(
            Xml + "ListBucketResult",
            new XElement(Xml + "Name", bucket),
            new XElement(Xml + "Prefix", encode(prefix)),
            delimiter is null ? null : new XElement(Xml + "Delimiter", encode(delimiter)),
            new XElement(Xml + "MaxKeys", most),
            isSecond ? new XElement(Xml + "KeyCount", page.Count) : null,
            new XElement(Xml + "IsTruncated", isTruncated),
            token is null ? null : new XElement(Xml + "ContinuationToken", token),
            isTruncated && last is not null ? new XElement(Xml + (isSecond ? "NextContinuationToken" : "NextMarker"), isSecond ? Token(last) : encode(last)) : null,
            page.Where(entry => entry.Object is not null).Select(entry => new XElement(
                Xml + "Contents",
                new XElement(Xml + "Key", encode(entry.Object!.Key)),
                new XElement(Xml + "LastModified", entry.Object.LastModified.UtcDateTime),
                new XElement(Xml + "ETag", $"\"{entry.Object.ETag}\""),
                entry.Object.Checksums.Keys.Select(algorithm => new XElement(Xml + "ChecksumAlgorithm", algorithm)),
                new XElement(Xml + "Size", entry.Object.Size),
                new XElement(Xml + "StorageClass", "STANDARD"))),
            page.Where(entry => entry.Object is null).Select(entry => new XElement(Xml + "CommonPrefixes", new XElement(Xml + "Prefix", encode(entry.Name))))));
    }

    // Keys with the delimiter after the prefix come once, as the part up to it.
    private static IEnumerable<(string Name, ObjectRecord? Object)> Entries(IReadOnlyList<ObjectRecord> records, string prefix, string? delimiter, string? after)
    {
        string? common = null;
        foreach (var record in records)
        {
            var end = string.IsNullOrEmpty(delimiter) ? -1 : record.Key.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal);
            if (end < 0)
            {
                yield return (record.Key, record);
                continue;
            }

            var folder = record.Key[..(end + delimiter!.Length)];
            if (string.Equals(folder, common, StringComparison.Ordinal) || string.Equals(folder, after, StringComparison.Ordinal))
                continue;
            common = folder;
            yield return (folder, null);
        }
    }

    private static string Token(string key) => Convert.ToBase64String(Encoding.UTF8.GetBytes(key));

    private static string Key(string token)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(token));
        }
        catch (FormatException)
        {
            throw new AwsException(400, "InvalidArgument", "The continuation token provided is incorrect");
        }
    }
}
