using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Webhost.Local.AgentCore.Http;

namespace Webhost.Local.AgentCore.Storage;

/// <summary>Puts, gets, copies, tags and deletes objects.</summary>
internal sealed class ObjectOperations(BucketStore store)
{
    private const int MostDeletes = 1000;
    private const int BufferBytes = 128 * 1024;
    private const long LargestXml = 1024 * 1024;
    private static readonly XNamespace Xml = S3Routes.Namespace;

    public async Task PutAsync(S3Request request, string bucketName, string key)
    {
        var bucket = store.Get(bucketName);
        var http = request.Context.Request;
        var (headers, tags) = (ObjectHeaders.Read(http), ObjectHeaders.ReadTags(http));
        // Since 2025 every object has a checksum; without the client's choice it is this one.
        var received = await BodyReceiver.ReceiveAsync(request.Context, request.Caller, bucket.NewData(), http.Headers.Any(header => Checksum.AlgorithmOf(header.Key) is not null) || http.Headers.ContainsKey("x-amz-trailer") ? null : "CRC64NVME");
        var record = new ObjectRecord
        {
            Key = key,
            Data = Path.GetFileName(received.File),
            Size = received.Size,
            ETag = received.Md5,
            LastModified = store.Now,
            Headers = headers,
            Tags = tags,
            Checksums = received.Checksums,
        };
        await bucket.PutAsync(record, http.Headers.IfNoneMatch == "*", http.Headers.IfMatch.ToString() is { Length: > 0 } match ? match.Trim('"') : null);
        request.Context.Response.Headers.ETag = $"\"{record.ETag}\"";
        ObjectHeaders.WriteChecksums(request.Context.Response, record.Checksums, record.ChecksumType);
    }

    public async Task GetAsync(S3Request request, string bucketName, string key)
    {
        var bucket = store.Get(bucketName);
        var record = bucket.Get(key);
        var (http, response) = (request.Context.Request, request.Context.Response);
        Check(http, record);
        ObjectHeaders.Write(response, record, string.Equals(http.Headers["x-amz-checksum-mode"], "ENABLED", StringComparison.OrdinalIgnoreCase) && http.Headers.Range.Count == 0);
        foreach (var (name, value) in request.Target.Query.Where(pair => pair.Name.StartsWith("response-", StringComparison.Ordinal)))
            response.Headers[name["response-".Length..]] = value;

        var (first, length) = Range(http, response, record);
        response.ContentLength = length;
        if (HttpMethods.IsHead(http.Method))
            return;
        await using var file = new FileStream(bucket.PathOf(record), new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete, Options = FileOptions.Asynchronous, BufferSize = 0 });
        file.Position = first;
        var buffer = new byte[BufferBytes];
        while (length > 0)
        {
            var read = await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, length)), request.Context.RequestAborted);
            await response.Body.WriteAsync(buffer.AsMemory(0, read), request.Context.RequestAborted);
            length -= read;
        }
    }

    public async Task CopyAsync(S3Request request, string bucketName, string key)
    {
        var source = RequestTarget.Decode(request.Context.Request.Headers["x-amz-copy-source"].ToString()).TrimStart('/').Split('/', 2);
        if (source.Length != 2)
            throw new AwsException(400, "InvalidArgument", "Copy Source must mention the source bucket and key: sourcebucket/sourcekey");
        var (from, bucket) = (store.Get(source[0]), store.Get(bucketName));
        var original = from.Get(source[1]);
        var data = bucket.NewData();
        File.Copy(from.PathOf(original), data);
        var http = request.Context.Request;
        var record = original with
        {
            Key = key,
            Data = Path.GetFileName(data),
            LastModified = store.Now,
            Headers = http.Headers["x-amz-metadata-directive"] == "REPLACE" ? ObjectHeaders.Read(http) : original.Headers,
            Tags = http.Headers["x-amz-tagging-directive"] == "REPLACE" ? ObjectHeaders.ReadTags(http) : original.Tags,
        };
        await bucket.PutAsync(record, http.Headers.IfNoneMatch == "*");
        await Answers.XmlAsync(request.Context, 200, new XElement(
            Xml + "CopyObjectResult",
            new XElement(Xml + "ETag", $"\"{record.ETag}\""),
            new XElement(Xml + "LastModified", record.LastModified.UtcDateTime),
            record.Checksums.Select(checksum => new XElement(Xml + $"Checksum{checksum.Key}", checksum.Value))));
    }

    public async Task DeleteAsync(S3Request request, string bucket, string key)
    {
        await store.Get(bucket).DeleteAsync(key);
        request.Context.Response.StatusCode = 204;
    }

    public async Task DeleteManyAsync(S3Request request, string bucketName)
    {
        var bucket = store.Get(bucketName);
        var wanted = await ReadXmlAsync(request, bucket);
        var keys = wanted.Elements().Where(element => element.Name.LocalName is "Object").Select(element => element.Elements().FirstOrDefault(child => child.Name.LocalName is "Key")?.Value).OfType<string>().ToList();
        if (keys.Count is 0 or > MostDeletes)
            throw new AwsException(400, "MalformedXML", "The XML must name from 1 to 1000 objects.");
        foreach (var key in keys)
            await bucket.DeleteAsync(key);
        var isQuiet = string.Equals(wanted.Elements().FirstOrDefault(element => element.Name.LocalName is "Quiet")?.Value, "true", StringComparison.OrdinalIgnoreCase);
        await Answers.XmlAsync(request.Context, 200, new XElement(Xml + "DeleteResult", isQuiet ? null : keys.Select(key => new XElement(Xml + "Deleted", new XElement(Xml + "Key", key)))));
    }

    public Task GetTagsAsync(S3Request request, string bucket, string key) => Answers.XmlAsync(request.Context, 200, new XElement(
        Xml + "Tagging",
        new XElement(Xml + "TagSet", store.Get(bucket).Get(key).Tags.Select(tag => new XElement(Xml + "Tag", new XElement(Xml + "Key", tag.Key), new XElement(Xml + "Value", tag.Value))))));

    public async Task PutTagsAsync(S3Request request, string bucketName, string key)
    {
        var bucket = store.Get(bucketName);
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in (await ReadXmlAsync(request, bucket)).Descendants().Where(element => element.Name.LocalName is "Tag"))
            tags[Child(tag, "Key")] = Child(tag, "Value");
        await bucket.PutAsync(bucket.Get(key) with { Tags = ObjectHeaders.CheckTags(tags) });
    }

    public async Task DeleteTagsAsync(S3Request request, string bucketName, string key)
    {
        var bucket = store.Get(bucketName);
        await bucket.PutAsync(bucket.Get(key) with { Tags = new Dictionary<string, string>(StringComparer.Ordinal) });
        request.Context.Response.StatusCode = 204;
    }

    /// <summary>The XML of a request, held against its signature and checksums as every body is.</summary>
    public static async Task<XElement> ReadXmlAsync(S3Request request, Bucket bucket)
    {
        if (request.Context.Request.ContentLength > LargestXml)
            throw new AwsException(400, "MalformedXML", "The XML is too large.");
        var received = await BodyReceiver.ReceiveAsync(request.Context, request.Caller, bucket.NewData(), algorithm: null);
        try
        {
            await using var file = File.OpenRead(received.File);
            using var reader = XmlReader.Create(file, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, Async = true, MaxCharactersInDocument = LargestXml });
            return await XElement.LoadAsync(reader, LoadOptions.None, request.Context.RequestAborted);
        }
        catch (XmlException)
        {
            throw new AwsException(400, "MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema");
        }
        finally
        {
            File.Delete(received.File);
        }
    }

    public static string Child(XElement element, string name) =>
        element.Elements().FirstOrDefault(child => child.Name.LocalName == name)?.Value ?? throw new AwsException(400, "MalformedXML", $"The element {name} is missing.");

    private static void Check(HttpRequest http, ObjectRecord record)
    {
        if (http.Headers.IfMatch.ToString() is { Length: > 0 } match && match is not "*" && !string.Equals(match.Trim('"'), record.ETag, StringComparison.Ordinal))
            throw new AwsException(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
        if (http.Headers.IfNoneMatch.ToString() is { Length: > 0 } none && (none is "*" || string.Equals(none.Trim('"'), record.ETag, StringComparison.Ordinal)))
            throw new AwsException(304, "NotModified", "Not Modified");
        if (DateTimeOffset.TryParse(http.Headers.IfModifiedSince, CultureInfo.InvariantCulture, out var since) && http.Headers.IfNoneMatch.Count == 0 && record.LastModified <= since)
            throw new AwsException(304, "NotModified", "Not Modified");
    }

    private static (long First, long Length) Range(HttpRequest http, HttpResponse response, ObjectRecord record)
    {
        if (http.Headers.Range.Count == 0 || !RangeHeaderValue.TryParse(http.Headers.Range.ToString(), out var header) || header.Ranges.Count != 1)
            return (0, record.Size);
        var range = header.Ranges.Single();
        var first = range.From ?? Math.Max(0, record.Size - range.To!.Value);
        var last = range.From is null ? record.Size - 1 : Math.Min(range.To ?? long.MaxValue, record.Size - 1);
        if (first > last)
            throw new AwsException(416, "InvalidRange", "The requested range is not satisfiable");
        response.StatusCode = StatusCodes.Status206PartialContent;
        response.Headers.ContentRange = $"bytes {first}-{last}/{record.Size}";
        return (first, last - first + 1);
    }
}
