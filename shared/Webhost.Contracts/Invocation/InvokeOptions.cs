namespace Webhost.Contracts.Invocation;

/// <summary>Hints for the agent (master spec §7.1).</summary>
public sealed record InvokeOptions
{
    /// <summary>How many steps the agent may take.</summary>
    public int? MaxSteps { get; init; }

    /// <summary>The model's temperature, 0 to 2.</summary>
    public double? Temperature { get; init; }

    /// <summary>Tools that the agent may or may not use.</summary>
    public ToolPolicy? ToolPolicy { get; init; }

    /// <summary>Stop the invocation after this many milliseconds; at most the plan's own cap.</summary>
    public int? TimeoutMs { get; init; }
}
