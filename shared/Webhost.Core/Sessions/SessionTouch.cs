namespace Webhost.Core.Sessions;

/// <summary>Invocations of a session in one batch.</summary>
public sealed record SessionTouch(string AgentId, string SessionId, DateTimeOffset First, DateTimeOffset Last, int Count)
{
    /// <summary>Whether the session was opened for one of them: nothing is known of it, most likely.</summary>
    public bool Opened { get; init; }
}
