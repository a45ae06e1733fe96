namespace Webhost.Core.Sessions;

/// <summary>Invocations of a session in one batch.</summary>
public sealed record SessionTouch(string AgentId, string SessionId, DateTimeOffset First, DateTimeOffset Last, int Count);
