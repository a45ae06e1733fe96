using Microsoft.AspNetCore.Http;
using Webhost.Local.AgentCore.Http;
using Webhost.Local.AgentCore.Signing;

namespace Webhost.Local.AgentCore.Storage;

/// <summary>A request to S3 with its bucket and key, whether they stand in the path or the bucket in the host's name.</summary>
internal sealed record S3Request(HttpContext Context, RequestTarget Target, Caller Caller, string? Bucket, string? Key)
{
    private const string LocalDomain = ".localhost";
    private static readonly string[] Services = [".s3", string.Empty];

    public static S3Request Of(HttpContext context, RequestTarget target, Caller caller)
    {
        var path = target.RawPath[1..];
        if (BucketOfHost(context.Request.Host.Host) is { } bucket)
            return new S3Request(context, target, caller, bucket, KeyIn(path));
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        return slash < 0
            ? new S3Request(context, target, caller, KeyIn(path), null)
            : new S3Request(context, target, caller, RequestTarget.Decode(path[..slash]), KeyIn(path[(slash + 1)..]));
    }

    public bool Has(string parameter) => Target[parameter] is not null;

    private static string? BucketOfHost(string host)
    {
        if (!host.EndsWith(LocalDomain, StringComparison.OrdinalIgnoreCase))
            return null;
        var name = host[..^LocalDomain.Length];
        var service = Services.First(suffix => name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));
        return name[..^service.Length] is { Length: > 0 } bucket && !string.Equals(bucket, "s3", StringComparison.OrdinalIgnoreCase) ? bucket : null;
    }

    private static string? KeyIn(string path) => path.Length == 0 ? null : RequestTarget.Decode(path);
}
