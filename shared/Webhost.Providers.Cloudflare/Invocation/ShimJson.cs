using System.Text.Json;
using System.Text.Json.Serialization;

namespace Webhost.Providers.Cloudflare.Invocation;

/// <summary>How the shim's bodies are read and written.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ShimAnswer))]
[JsonSerializable(typeof(ShimDelta))]
[JsonSerializable(typeof(ShimUsage))]
[JsonSerializable(typeof(ShimDone))]
[JsonSerializable(typeof(ShimError))]
[JsonSerializable(typeof(ShimHealth))]
[JsonSerializable(typeof(ShimSession))]
internal sealed partial class ShimJson : JsonSerializerContext;
