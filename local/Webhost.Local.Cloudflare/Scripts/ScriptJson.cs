using System.Text.Json.Serialization;

namespace Webhost.Local.Cloudflare.Scripts;

/// <summary>The JSON of what is kept on disk and of what the helper scripts tell.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, IgnoreReadOnlyProperties = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ScriptRecord))]
[JsonSerializable(typeof(DispatchNamespace))]
[JsonSerializable(typeof(List<DispatchNamespace>))]
[JsonSerializable(typeof(List<ExportedName>))]
internal sealed partial class ScriptJson : JsonSerializerContext;
