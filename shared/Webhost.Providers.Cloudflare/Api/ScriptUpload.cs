using System.Net.Http.Headers;
using System.Text.Json;
using Webhost.Providers.Cloudflare.Building;

namespace Webhost.Providers.Cloudflare.Api;

/// <summary>Writes an upload as multipart/form-data, in the form that wrangler sends.</summary>
internal static class ScriptUpload
{
    public static HttpContent Create(UploadMetadata metadata, IReadOnlyList<WorkerModule> modules)
    {
        var boundary = $"webhost-{Guid.CreateVersion7():n}";
        var content = new MultipartFormDataContent(boundary);

        // Without the quotation marks that the class puts around the boundary: not every server reads them.
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", $"multipart/form-data; boundary={boundary}");

        Add(content, new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(metadata, ApiJson.Default.UploadMetadata)), "application/json", "metadata", fileName: null);
        foreach (var module in modules)
        {
            Add(content, new ReadOnlyMemoryContent(module.Content), module.ContentType, module.Name, module.Name);
        }

        return content;
    }

    private static void Add(MultipartFormDataContent content, HttpContent part, string contentType, string name, string? fileName)
    {
        part.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        part.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data")
        {
            Name = $"\"{name}\"",
            FileName = fileName is null ? null : $"\"{fileName}\"",
        };
        content.Add(part);
    }
}
