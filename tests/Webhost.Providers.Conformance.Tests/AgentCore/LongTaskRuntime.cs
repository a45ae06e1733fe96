namespace Webhost.Providers.Conformance.Tests.AgentCore;

/// <summary>AgentCore with the sample <c>long-task</c>.</summary>
public sealed class LongTaskRuntime : AgentCoreRuntime
{
    public override IReadOnlyDictionary<string, string> Source(string version) =>
        new Dictionary<string, string>(StringComparer.Ordinal) { ["main.py"] = File.ReadAllText(RepositoryRoot.Combine("samples", "long-task", "main.py")) };
}
