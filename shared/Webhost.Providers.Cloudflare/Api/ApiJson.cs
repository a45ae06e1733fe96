using System.Text.Json;
using System.Text.Json.Serialization;

namespace Webhost.Providers.Cloudflare.Api;

/// <summary>How the API's bodies are read and written.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ApiEnvelope))]
[JsonSerializable(typeof(UploadMetadata))]
internal sealed partial class ApiJson : JsonSerializerContext;
