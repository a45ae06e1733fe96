using System.Text.Json;
using System.Text.Json.Serialization;
using Webhost.Contracts.Invocation;

namespace Webhost.Providers.AgentCore.Invocation;

/// <summary>How parts of payloads are written.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(InvokeOptions))]
internal sealed partial class InvocationJson : JsonSerializerContext;
