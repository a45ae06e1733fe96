using Microsoft.AspNetCore.Http;
using Webhost.Local.AgentCore.Http;

namespace Webhost.Local.AgentCore.Storage;

/// <summary>What headers say of an object, on its way in and out.</summary>
internal static class ObjectHeaders
{
    private const string MetadataPrefix = "x-amz-meta-";
    private const int LargestMetadata = 2048;
    private const int MostTags = 10;
    private static readonly string[] Kept = ["Content-Type", "Content-Disposition", "Content-Language", "Cache-Control", "Expires"];

    public static IReadOnlyDictionary<string, string> Read(HttpRequest request)
    {
        var headers = request.Headers
            .Where(header => header.Key.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase) || Kept.Contains(header.Key, StringComparer.OrdinalIgnoreCase))
            .ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        // aws-chunked is how the body came, not what the object is.
        var encodings = request.Headers.ContentEncoding.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(encoding => encoding is not "aws-chunked").ToList();
        if (encodings.Count > 0)
            headers["content-encoding"] = string.Join(", ", encodings);
        headers.TryAdd("content-type", "binary/octet-stream");
        if (headers.Where(header => header.Key.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase)).Sum(header => header.Key.Length - MetadataPrefix.Length + header.Value.Length) > LargestMetadata)
            throw new AwsException(400, "MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size.");
        return headers;
    }

    public static IReadOnlyDictionary<string, string> ReadTags(HttpRequest request)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in request.Headers["x-amz-tagging"].ToString().Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Replace('+', ' ').Split('=', 2);
            tags[RequestTarget.Decode(parts[0])] = parts.Length == 2 ? RequestTarget.Decode(parts[1]) : string.Empty;
        }

        return CheckTags(tags);
    }

    public static IReadOnlyDictionary<string, string> CheckTags(IReadOnlyDictionary<string, string> tags)
    {
        if (tags.Count > MostTags)
            throw new AwsException(400, "BadRequest", "Object tags cannot be greater than 10");
        if (tags.Any(tag => tag.Key.Length is 0 or > 128 || tag.Value.Length > 256))
            throw new AwsException(400, "InvalidTag", "A tag's key has 1 to 128 and its value at most 256 characters.");
        return tags;
    }

    public static void Write(HttpResponse response, ObjectRecord record, bool withChecksums)
    {
        foreach (var (name, value) in record.Headers)
            response.Headers[name] = value;
        response.Headers.ETag = $"\"{record.ETag}\"";
        response.Headers.LastModified = record.LastModified.ToString("R");
        response.Headers.AcceptRanges = "bytes";
        if (record.Tags.Count > 0)
            response.Headers["x-amz-tagging-count"] = record.Tags.Count.ToString();
        if (withChecksums)
            WriteChecksums(response, record.Checksums, record.ChecksumType);
    }

    public static void WriteChecksums(HttpResponse response, IReadOnlyDictionary<string, string> checksums, string type)
    {
        foreach (var (algorithm, value) in checksums)
            response.Headers[$"{Checksum.HeaderPrefix}{algorithm.ToLowerInvariant()}"] = value;
        if (checksums.Count > 0)
            response.Headers["x-amz-checksum-type"] = type;
    }
}
