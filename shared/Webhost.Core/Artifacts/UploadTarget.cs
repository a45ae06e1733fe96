namespace Webhost.Core.Artifacts;

/// <summary>Where an upload belongs.</summary>
public sealed record UploadTarget(string UserId, string AgentId, string UploadId);
