namespace Webhost.Core.Artifacts;

/// <summary>An upload or a build that a user has stored.</summary>
/// <param name="Name">Agent, kind and id, between slashes.</param>
/// <param name="SizeBytes">Its size.</param>
public sealed record StoredArtifact(string Name, long SizeBytes);
