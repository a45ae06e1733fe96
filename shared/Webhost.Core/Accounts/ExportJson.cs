using System.Text.Json;
using System.Text.Json.Serialization;
using Webhost.Core.Artifacts;
using Webhost.Core.Metrics;
using Webhost.Core.Secrets;
using Webhost.Core.UsageReports;
using Webhost.Core.Users;

namespace Webhost.Core.Accounts;

/// <summary>How an export writes what has no wire type.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(User))]
[JsonSerializable(typeof(StoredArtifact))]
[JsonSerializable(typeof(UsageCell))]
[JsonSerializable(typeof(SecretRecord))]
[JsonSerializable(typeof(DayRollup))]
[JsonSerializable(typeof(HourRollup))]
[JsonSerializable(typeof(ExportedSession))]
[JsonSerializable(typeof(ExportedDeploymentLine))]
internal sealed partial class ExportJson : JsonSerializerContext;
