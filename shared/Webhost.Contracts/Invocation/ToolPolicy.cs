namespace Webhost.Contracts.Invocation;

/// <summary>Lists of tool names.</summary>
public sealed record ToolPolicy
{
    /// <summary>When given, only these tools may be used.</summary>
    public IReadOnlyList<string>? Allow { get; init; }

    /// <summary>These tools may not be used.</summary>
    public IReadOnlyList<string>? Deny { get; init; }
}
