using System.Text.Json;
using System.Text.Json.Serialization;

namespace Webhost.Providers.Cloudflare.Building;

/// <summary>How build facts are written.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(IReadOnlyList<DurableObjectBinding>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class BuildJson : JsonSerializerContext;
