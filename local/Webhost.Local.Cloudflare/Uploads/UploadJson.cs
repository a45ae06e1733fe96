using System.Text.Json.Serialization;

namespace Webhost.Local.Cloudflare.Uploads;

/// <summary>The JSON of uploads.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(UploadMetadata))]
[JsonSerializable(typeof(CodeUpdateStrategy))]
internal sealed partial class UploadJson : JsonSerializerContext;
