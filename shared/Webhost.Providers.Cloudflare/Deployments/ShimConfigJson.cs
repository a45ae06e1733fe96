using System.Text.Json;
using System.Text.Json.Serialization;

namespace Webhost.Providers.Cloudflare.Deployments;

/// <summary>How the shim's configuration is written.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ShimConfig))]
internal sealed partial class ShimConfigJson : JsonSerializerContext;
