using System.Text.Json;
using System.Text.Json.Serialization;

namespace Webhost.Providers.Cloudflare.Invocation;

/// <summary>How the shim's bodies are read and written: as deep as the API's own.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, MaxDepth = 128, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ShimAnswer))]
[JsonSerializable(typeof(ShimDelta))]
[JsonSerializable(typeof(ShimUsage))]
[JsonSerializable(typeof(ShimDone))]
[JsonSerializable(typeof(ShimError))]
[JsonSerializable(typeof(ShimHealth))]
[JsonSerializable(typeof(ShimSession))]
internal sealed partial class ShimJson : JsonSerializerContext;
