using System.Text.Json.Serialization;

namespace Webhost.Local.Cloudflare.Logs;

/// <summary>The JSON of log files.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ScriptLogLine))]
internal sealed partial class LogJson : JsonSerializerContext;
