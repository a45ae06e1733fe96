namespace Webhost.Core.Agents;

/// <summary>What became of replacing an agent.</summary>
public abstract record AgentUpdateOutcome
{
    private AgentUpdateOutcome()
    {
    }

    /// <summary>It was replaced.</summary>
    public sealed record Updated(string ETag) : AgentUpdateOutcome;

    /// <summary>Somebody else changed it in between.</summary>
    public sealed record Stale : AgentUpdateOutcome;

    /// <summary>The owner has another agent of the new name.</summary>
    public sealed record NameTaken : AgentUpdateOutcome;
}
