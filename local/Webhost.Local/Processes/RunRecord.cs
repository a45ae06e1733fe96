using System.Text.Json.Serialization;

namespace Webhost.Local.Processes;

/// <summary>A child that was started, as the next start must recognise it.</summary>
/// <param name="Name">The service.</param>
/// <param name="Pid">Its process id, which is its process group's too.</param>
/// <param name="StartTicks">When it started, in ticks since boot; with the id it is unique until the next boot.</param>
/// <param name="BootId">The boot.</param>
/// <param name="SavesAtItsEnd">Whether it loses what it has acknowledged when it is killed.</param>
internal sealed record RunRecord(string Name, int Pid, long StartTicks, string BootId, bool SavesAtItsEnd = false);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RunRecord))]
internal sealed partial class RunRecordJson : JsonSerializerContext;
