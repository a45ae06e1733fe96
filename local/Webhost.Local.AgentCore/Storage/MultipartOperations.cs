using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Xml.Linq;
using Webhost.Local.AgentCore.Http;
using Webhost.Local.KeyVault.Files;

namespace Webhost.Local.AgentCore.Storage;

/// <summary>Objects that come in parts, in any order and again, until they are put together.</summary>
internal sealed class MultipartOperations(BucketStore store)
{
    private const int MostParts = 10_000;
    private const int IdLength = 64;
    private const long LeastPart = 5 * 1024 * 1024;
    private const string Composite = "COMPOSITE";
    private const string FullObject = "FULL_OBJECT";
    private static readonly XNamespace Xml = S3Routes.Namespace;

    public async Task CreateAsync(S3Request request, string bucketName, string key)
    {
        var bucket = store.Get(bucketName);
        var http = request.Context.Request;
        var algorithm = http.Headers["x-amz-checksum-algorithm"].ToString() is { Length: > 0 } given ? given.ToUpperInvariant() : null;
        if (algorithm is not null && !Checksum.Algorithms.Contains(algorithm, StringComparer.Ordinal))
            throw new AwsException(400, "InvalidRequest", "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]");
        var type = http.Headers["x-amz-checksum-type"].ToString() is { Length: > 0 } wanted ? wanted : algorithm is null ? null : algorithm is "CRC64NVME" ? FullObject : Composite;
        var upload = new UploadRecord(RandomNumberGenerator.GetHexString(IdLength, lowercase: true), key, store.Now, ObjectHeaders.Read(http), ObjectHeaders.ReadTags(http), algorithm, type);
        var directory = Path.Combine(bucket.Uploads, upload.Id);
        PrivateFiles.CreateDirectory(directory);
        await PrivateFiles.WriteAsync(Path.Combine(directory, "upload.json"), JsonSerializer.SerializeToUtf8Bytes(upload, StorageJson.Default.UploadRecord));
        if (algorithm is not null)
        {
            request.Context.Response.Headers["x-amz-checksum-algorithm"] = algorithm;
            request.Context.Response.Headers["x-amz-checksum-type"] = type;
        }

        await Answers.XmlAsync(request.Context, 200, new XElement(
            Xml + "InitiateMultipartUploadResult", new XElement(Xml + "Bucket", bucketName), new XElement(Xml + "Key", key), new XElement(Xml + "UploadId", upload.Id)));
    }

    public async Task PutPartAsync(S3Request request, string bucketName, string key)
    {
        var (directory, upload) = Find(request, store.Get(bucketName), key);
        var number = request.Target.Number("partNumber", 1, MostParts) ?? throw new AwsException(400, "InvalidArgument", "partNumber is missing.");
        var received = await BodyReceiver.ReceiveAsync(request.Context, request.Caller, Path.Combine(directory, RandomNumberGenerator.GetHexString(32)), upload.Algorithm);
        var part = new PartRecord(number, received.Size, received.Md5, store.Now, received.Checksums);
        // The bytes are named by what they are, so that a part which comes again at the same time can't mix with this one.
        File.Move(received.File, DataOf(directory, part), overwrite: true);
        await PrivateFiles.WriteAsync(Path.Combine(directory, $"{number:00000}.json"), JsonSerializer.SerializeToUtf8Bytes(part, StorageJson.Default.PartRecord));
        request.Context.Response.Headers.ETag = $"\"{part.ETag}\"";
        ObjectHeaders.WriteChecksums(request.Context.Response, part.Checksums, FullObject);
    }

    public async Task CompleteAsync(S3Request request, string bucketName, string key)
    {
        var bucket = store.Get(bucketName);
        var (directory, upload) = Find(request, bucket, key);
        var wanted = (await ObjectOperations.ReadXmlAsync(request, bucket)).Elements().Where(element => element.Name.LocalName is "Part").ToList();
        var parts = Chosen(wanted, Parts(directory).ToDictionary(part => part.Number));
        var data = bucket.NewData();
        var full = await JoinAsync(directory, parts, data, upload);
        var record = new ObjectRecord
        {
            Key = key,
            Data = Path.GetFileName(data),
            Size = parts.Sum(part => part.Size),
            ETag = $"{Convert.ToHexStringLower(MD5.HashData([.. parts.SelectMany(part => Convert.FromHexString(part.ETag))]))}-{parts.Count}",
            LastModified = store.Now,
            Headers = upload.Headers,
            Tags = upload.Tags,
            Checksums = full is { } value ? new Dictionary<string, string>(StringComparer.Ordinal) { [upload.Algorithm!] = value } : new Dictionary<string, string>(StringComparer.Ordinal),
            ChecksumType = upload.ChecksumType ?? FullObject,
        };
        if (full is not null && request.Context.Request.Headers[$"{Checksum.HeaderPrefix}{upload.Algorithm!.ToLowerInvariant()}"].ToString() is { Length: > 0 } given && !string.Equals(given.Split('-')[0], full.Split('-')[0], StringComparison.Ordinal))
        {
            File.Delete(data);
            throw new AwsException(400, "BadDigest", $"The {upload.Algorithm} you specified did not match the calculated checksum.");
        }

        await bucket.PutAsync(record, request.Context.Request.Headers.IfNoneMatch == "*");
        Directory.Delete(directory, recursive: true);
        await Answers.XmlAsync(request.Context, 200, new XElement(
            Xml + "CompleteMultipartUploadResult",
            new XElement(Xml + "Location", $"http://{request.Context.Request.Host}/{bucketName}/{Uri.EscapeDataString(key)}"),
            new XElement(Xml + "Bucket", bucketName),
            new XElement(Xml + "Key", key),
            new XElement(Xml + "ETag", $"\"{record.ETag}\""),
            full is null ? null : new XElement(Xml + $"Checksum{upload.Algorithm}", full),
            full is null ? null : new XElement(Xml + "ChecksumType", record.ChecksumType)));
    }

    public Task AbortAsync(S3Request request, string bucket, string key)
    {
        Directory.Delete(Find(request, store.Get(bucket), key).Directory, recursive: true);
        request.Context.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    public Task ListPartsAsync(S3Request request, string bucket, string key)
    {
        var (directory, upload) = Find(request, store.Get(bucket), key);
        return Answers.XmlAsync(request.Context, 200, new XElement(
            Xml + "ListPartsResult",
            new XElement(Xml + "Bucket", bucket),
            new XElement(Xml + "Key", key),
            new XElement(Xml + "UploadId", upload.Id),
            new XElement(Xml + "IsTruncated", false),
            Parts(directory).Select(part => new XElement(
                Xml + "Part",
                new XElement(Xml + "PartNumber", part.Number),
                new XElement(Xml + "LastModified", part.LastModified.UtcDateTime),
                new XElement(Xml + "ETag", $"\"{part.ETag}\""),
                new XElement(Xml + "Size", part.Size)))));
    }

    public Task ListUploadsAsync(S3Request request, string bucketName)
    {
        var uploads = Directory.EnumerateDirectories(store.Get(bucketName).Uploads).Select(Read).OfType<UploadRecord>().OrderBy(upload => upload.Key, StringComparer.Ordinal);
        return Answers.XmlAsync(request.Context, 200, new XElement(
            Xml + "ListMultipartUploadsResult",
            new XElement(Xml + "Bucket", bucketName),
            new XElement(Xml + "IsTruncated", false),
            uploads.Select(upload => new XElement(
                Xml + "Upload", new XElement(Xml + "Key", upload.Key), new XElement(Xml + "UploadId", upload.Id), new XElement(Xml + "Initiated", upload.CreatedAt.UtcDateTime)))));
    }

    private static List<PartRecord> Chosen(List<XElement> wanted, Dictionary<int, PartRecord> parts)
    {
        var chosen = new List<PartRecord>();
        foreach (var element in wanted)
        {
            var number = int.TryParse(ObjectOperations.Child(element, "PartNumber"), NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : 0;
            if (chosen.Count > 0 && number <= chosen[^1].Number)
                throw new AwsException(400, "InvalidPartOrder", "The list of parts was not in ascending order. Parts must be ordered by part number.");
            if (!parts.TryGetValue(number, out var part) || !string.Equals(ObjectOperations.Child(element, "ETag").Trim('"'), part.ETag, StringComparison.Ordinal))
                throw new AwsException(400, "InvalidPart", "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.");
            chosen.Add(part);
        }

        if (chosen.Count == 0)
            throw new AwsException(400, "MalformedXML", "The XML must name at least one part.");
        if (chosen[..^1].Exists(part => part.Size < LeastPart))
            throw new AwsException(400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed object size.");
        return chosen;
    }

    // Answers the checksum of the whole, or of the parts' checksums, as the upload wants it.
    private static async Task<string?> JoinAsync(string directory, List<PartRecord> parts, string data, UploadRecord upload)
    {
        using var whole = upload.ChecksumType is FullObject ? new Checksum(upload.Algorithm!) : null;
        await using var output = new FileStream(data, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        var buffer = new byte[128 * 1024];
        foreach (var part in parts)
        {
            await using var input = File.OpenRead(DataOf(directory, part));
            for (int read; (read = await input.ReadAsync(buffer)) > 0;)
            {
                whole?.Append(buffer.AsSpan(0, read));
                await output.WriteAsync(buffer.AsMemory(0, read));
            }
        }

        output.Flush(flushToDisk: true);
        if (upload.Algorithm is null)
            return null;
        return whole?.Finish() ?? $"{Checksum.Of(upload.Algorithm, [.. parts.SelectMany(part => Convert.FromBase64String(part.Checksums[upload.Algorithm]))])}-{parts.Count}";
    }

    private static (string Directory, UploadRecord Upload) Find(S3Request request, Bucket bucket, string key)
    {
        var id = request.Target["uploadId"]!;
        var directory = Path.Combine(bucket.Uploads, id);
        if (id.Length != IdLength || !id.All(char.IsAsciiHexDigitLower) || Read(directory) is not { } upload || !string.Equals(upload.Key, key, StringComparison.Ordinal))
            throw new AwsException(404, "NoSuchUpload", "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.");
        return (directory, upload);
    }

    private static UploadRecord? Read(string directory)
    {
        var file = Path.Combine(directory, "upload.json");
        return File.Exists(file) ? JsonSerializer.Deserialize(File.ReadAllBytes(file), StorageJson.Default.UploadRecord) : null;
    }

    private static IEnumerable<PartRecord> Parts(string directory) =>
        Directory.EnumerateFiles(directory, "?????.json").Order(StringComparer.Ordinal).Select(file => JsonSerializer.Deserialize(File.ReadAllBytes(file), StorageJson.Default.PartRecord)!);

    private static string DataOf(string directory, PartRecord part) => Path.Combine(directory, $"{part.Number:00000}-{part.ETag}");
}
