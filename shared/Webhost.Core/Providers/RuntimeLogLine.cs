namespace Webhost.Core.Providers;

/// <summary>A log line that only the provider has.</summary>
public sealed record RuntimeLogLine(string Id, DateTimeOffset Timestamp, string Level, string Message, string? DeploymentId);
