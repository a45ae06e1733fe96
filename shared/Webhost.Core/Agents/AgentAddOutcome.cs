namespace Webhost.Core.Agents;

/// <summary>What became of adding an agent.</summary>
public abstract record AgentAddOutcome
{
    private AgentAddOutcome()
    {
    }

    /// <summary>It was added.</summary>
    public sealed record Added(string ETag) : AgentAddOutcome;

    /// <summary>The owner has an agent of that name.</summary>
    public sealed record NameTaken : AgentAddOutcome;

    /// <summary>The owner has as many agents as the plan allows.</summary>
    public sealed record LimitReached(long Count) : AgentAddOutcome;

    /// <summary>The owner has as many agents on the runtime as there are places.</summary>
    public sealed record PlacesTaken(long Count) : AgentAddOutcome;
}
