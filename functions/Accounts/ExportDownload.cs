using System.Globalization;
using Microsoft.AspNetCore.Http;
using Webhost.Core.Accounts;
using Webhost.Functions.Http;

namespace Webhost.Functions.Accounts;

/// <summary>Streams an archive out of storage.</summary>
internal sealed class ExportDownload(ExportRecord export, Stream content) : IStreamedAnswer
{
    /// <summary>The media type.</summary>
    public const string Zip = "application/zip";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await using var source = content;
        var response = httpContext.Response;
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = Zip;
        response.ContentLength = export.SizeBytes;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentDisposition = string.Create(CultureInfo.InvariantCulture, $"attachment; filename=\"webhost-{export.RequestedAt.UtcDateTime:yyyy-MM-dd}.zip\"");
        await source.CopyToAsync(response.Body, httpContext.RequestAborted);
    }
}
