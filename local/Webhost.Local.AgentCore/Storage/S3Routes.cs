using System.Xml.Linq;
using Webhost.Local.AgentCore.Http;

namespace Webhost.Local.AgentCore.Storage;

/// <summary>The operations of S3, chosen by method, bucket, key and the parameter that names a part of them.</summary>
internal sealed class S3Routes(BucketStore store, string region)
{
    public static readonly XNamespace Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

    // What this S3 does not have must not look like something that it has.
    private static readonly string[] Known = ["location", "uploads", "uploadId", "tagging", "delete", "list-type"];
    private static readonly string[] Foreign =
    [
        "acl", "policy", "cors", "lifecycle", "versioning", "versions", "website", "logging", "encryption", "notification", "replication", "object-lock", "legal-hold", "retention", "torrent",
        "restore", "select", "attributes", "versionId", "ownershipControls", "publicAccessBlock", "analytics", "inventory", "metrics", "accelerate", "requestPayment", "intelligent-tiering",
    ];

    private readonly ObjectOperations _objects = new(store);
    private readonly MultipartOperations _multipart = new(store);
    private readonly Listing _listing = new(store);

    public Task ServeAsync(S3Request request)
    {
        if (request.Target.Query.FirstOrDefault(pair => Foreign.Contains(pair.Name, StringComparer.Ordinal)).Name is { } foreign)
            throw new AwsException(501, "NotImplemented", $"A header or parameter you provided implies functionality that is not implemented: {foreign}");
        var part = Known.FirstOrDefault(request.Has);
        return (request.Context.Request.Method, request.Bucket, request.Key, part) switch
        {
            ("GET", null, _, _) => BucketsAsync(request),
            ("PUT", { } bucket, null, null) => CreateAsync(request, bucket),
            ("HEAD", { } bucket, null, _) => HeadAsync(request, bucket),
            ("DELETE", { } bucket, null, null) => DeleteAsync(request, bucket),
            ("GET", { } bucket, null, "location") => LocationAsync(request, bucket),
            ("GET", { } bucket, null, "uploads") => _multipart.ListUploadsAsync(request, bucket),
            ("GET", { } bucket, null, "list-type" or null) => _listing.ListAsync(request, bucket),
            ("POST", { } bucket, null, "delete") => _objects.DeleteManyAsync(request, bucket),
            ("GET", { } bucket, { } key, "tagging") => _objects.GetTagsAsync(request, bucket, key),
            ("PUT", { } bucket, { } key, "tagging") => _objects.PutTagsAsync(request, bucket, key),
            ("DELETE", { } bucket, { } key, "tagging") => _objects.DeleteTagsAsync(request, bucket, key),
            ("POST", { } bucket, { } key, "uploads") => _multipart.CreateAsync(request, bucket, key),
            ("PUT", { } bucket, { } key, "uploadId") => _multipart.PutPartAsync(request, bucket, key),
            ("POST", { } bucket, { } key, "uploadId") => _multipart.CompleteAsync(request, bucket, key),
            ("DELETE", { } bucket, { } key, "uploadId") => _multipart.AbortAsync(request, bucket, key),
            ("GET", { } bucket, { } key, "uploadId") => _multipart.ListPartsAsync(request, bucket, key),
            ("PUT", { } bucket, { } key, null) when request.Context.Request.Headers.ContainsKey("x-amz-copy-source") => _objects.CopyAsync(request, bucket, key),
            ("PUT", { } bucket, { } key, null) => _objects.PutAsync(request, bucket, key),
            ("GET" or "HEAD", { } bucket, { } key, null) => _objects.GetAsync(request, bucket, key),
            ("DELETE", { } bucket, { } key, null) => _objects.DeleteAsync(request, bucket, key),
            _ => throw new AwsException(405, "MethodNotAllowed", "The specified method is not allowed against this resource."),
        };
    }

    private Task BucketsAsync(S3Request request) => Answers.XmlAsync(request.Context, 200, new XElement(
        Namespace + "ListAllMyBucketsResult",
        new XElement(Namespace + "Buckets", store.All().Select(bucket => new XElement(
            Namespace + "Bucket",
            new XElement(Namespace + "Name", bucket.Name),
            new XElement(Namespace + "CreationDate", bucket.CreatedAt.UtcDateTime))))));

    private async Task CreateAsync(S3Request request, string bucket)
    {
        if (bucket.Length is < 3 or > 63 || !bucket.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '-' or '.') || !char.IsAsciiLetterOrDigit(bucket[0]) || !char.IsAsciiLetterOrDigit(bucket[^1]) || bucket.Contains("..", StringComparison.Ordinal))
            throw new AwsException(400, "InvalidBucketName", "The specified bucket is not valid.");
        await store.CreateAsync(bucket);
        request.Context.Response.Headers.Location = $"/{bucket}";
    }

    private Task HeadAsync(S3Request request, string bucket)
    {
        store.Get(bucket);
        request.Context.Response.Headers["x-amz-bucket-region"] = region;
        return Task.CompletedTask;
    }

    private async Task DeleteAsync(S3Request request, string bucket)
    {
        await store.DeleteAsync(bucket);
        request.Context.Response.StatusCode = 204;
    }

    private Task LocationAsync(S3Request request, string bucket)
    {
        store.Get(bucket);
        return Answers.XmlAsync(request.Context, 200, new XElement(Namespace + "LocationConstraint", region is "us-east-1" ? null : region));
    }
}
