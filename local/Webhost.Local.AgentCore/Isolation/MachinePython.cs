namespace Webhost.Local.AgentCore.Isolation;

/// <summary>The machine's own Python, which runs the agents that ask for no version, or for one that is not installed.</summary>
public static class MachinePython
{
    /// <summary>Its name among AgentCore's runtimes, such as <c>PYTHON_3_12</c>; null when there is none, or it has no such name.</summary>
    public static async Task<string?> FindAsync() => (await Interpreters.FindAsync()).Python;
}
