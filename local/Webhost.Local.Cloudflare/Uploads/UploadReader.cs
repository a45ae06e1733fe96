using System.IO.Compression;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Webhost.Local.Cloudflare.Api;
using Webhost.Local.Cloudflare.Scripts;

namespace Webhost.Local.Cloudflare.Uploads;

/// <summary>Reads a multipart upload: the metadata, and the modules within the size limit.</summary>
internal static class UploadReader
{
    private const string MetadataPart = "metadata";

    /// <summary>Source maps may be larger than the modules; they are skipped, but travel in the same body.</summary>
    public const long LargestBody = 128L * 1024 * 1024;

    public static async Task<ApiResult<Upload>> ReadAsync(HttpRequest request, long maxScriptBytes, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var contentType)
            || !string.Equals(contentType.MediaType.Value, "multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(contentType.Boundary).Value is not { Length: > 0 } boundary)
        {
            return ApiError.BadContent("the body must be multipart/form-data with a boundary.");
        }

        UploadMetadata? metadata = null;
        var modules = new List<UploadedModule>();
        var compressed = new CountingStream();
        try
        {
            await using var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true);
            var reader = new MultipartReader(boundary, request.Body) { HeadersCountLimit = 16 };
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
                    return ApiError.BadContent("a part has no Content-Disposition.");
                var name = NameOf(disposition.Name);
                if (name == MetadataPart)
                {
                    metadata = await JsonSerializer.DeserializeAsync(section.Body, UploadJson.Default.UploadMetadata, cancellationToken);
                    continue;
                }
                name = NameOf(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName) ?? name;
                if (string.IsNullOrEmpty(name))
                    return ApiError.BadContent("a part has no name.");
                var mediaType = section.ContentType?.Split(';')[0].Trim().ToLowerInvariant();
                if (mediaType == "application/source-map")
                {
                    await section.Body.CopyToAsync(Stream.Null, cancellationToken);
                    continue;
                }
                if (KindOf(mediaType, name) is not { } kind)
                    return ApiError.Invalid($"The module {name} has the type {mediaType}, which the local Cloudflare does not run.");

                using var content = new MemoryStream();
                await section.Body.CopyToAsync(content, cancellationToken);
                var bytes = content.ToArray();
                await gzip.WriteAsync(bytes, cancellationToken);
                await gzip.FlushAsync(cancellationToken);
                if (compressed.Length > maxScriptBytes)
                    return ApiError.TooLarge(maxScriptBytes);
                if (modules.Exists(module => module.Name == name))
                    return ApiError.BadContent($"the module {name} is there twice.");
                modules.Add(new UploadedModule(name, kind, bytes));
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or JsonException && !cancellationToken.IsCancellationRequested)
        {
            return exception is BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }
                ? ApiError.TooLarge(maxScriptBytes)
                : ApiError.BadContent(exception.Message);
        }
        return metadata is null ? ApiError.BadContent("there is no part named metadata.") : WithMainFirst(metadata, modules);
    }

    private static ApiResult<Upload> WithMainFirst(UploadMetadata metadata, List<UploadedModule> modules)
    {
        if (metadata.MainModule is null)
        {
            return ApiError.Invalid(metadata.BodyPart is null
                ? "The metadata names no main_module."
                : "The local Cloudflare runs ES modules only: name a main_module instead of a body_part.");
        }
        var main = modules.Find(module => module.Name == metadata.MainModule);
        if (main is null)
            return ApiError.Invalid($"Uncaught Error: No such module \"{metadata.MainModule}\".");
        if (main.Kind != ModuleKind.EsModule)
            return ApiError.Invalid($"The main module {main.Name} must have the type application/javascript+module.");
        modules.Remove(main);
        modules.Insert(0, main);
        return new Upload(metadata, modules);
    }

    private static string? NameOf(Microsoft.Extensions.Primitives.StringSegment value) =>
        value.HasValue ? HeaderUtilities.RemoveQuotes(value).Value : null;

    private static ModuleKind? KindOf(string? mediaType, string name) => mediaType switch
    {
        "application/javascript+module" => ModuleKind.EsModule,
        "application/javascript" or "text/javascript" => ModuleKind.CommonJs,
        "application/wasm" => ModuleKind.Wasm,
        "application/json" => ModuleKind.Json,
        "application/octet-stream" => ModuleKind.Data,
        "text/plain" or "text/html" or "text/sql" => ModuleKind.Text,
        null when name.EndsWith(".wasm", StringComparison.Ordinal) => ModuleKind.Wasm,
        null => ModuleKind.Text,
        _ => null,
    };

    /// <summary>Counts what compression would leave.</summary>
    private sealed class CountingStream : Stream
    {
        private long _length;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => _length;

        public override long Position
        {
            get => _length;
            set => throw new NotSupportedException();
        }

        public override void Flush() { }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => _length += count;
    }
}
