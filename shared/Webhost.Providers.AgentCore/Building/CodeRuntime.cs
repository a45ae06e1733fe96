namespace Webhost.Providers.AgentCore.Building;

/// <summary>The languages that AgentCore runs from an archive.</summary>
internal static class CodeRuntime
{
    public const string Node = "NODE_22";
    private const string PythonPrefix = "PYTHON_";

    public static IReadOnlyList<string> Pythons { get; } = ["PYTHON_3_10", "PYTHON_3_11", "PYTHON_3_12", "PYTHON_3_13", "PYTHON_3_14"];

    public static bool IsPython(string runtime) => Pythons.Contains(runtime, StringComparer.Ordinal);

    /// <summary>The version as people write it, such as <c>3.13</c>.</summary>
    public static string VersionOf(string python) => python[PythonPrefix.Length..].Replace('_', '.');
}
