using Webhost.Core.Providers;

namespace Webhost.Providers.Conformance.Tests;

/// <summary>A runtime that is set up for <see cref="RuntimeConformance{TRuntime}"/>, and an agent for it whose behaviour the suite knows.</summary>
public abstract class RuntimeFixture : IAsyncLifetime
{
    /// <summary>The adapter, as it is registered.</summary>
    public abstract IRuntimeProvider Provider { get; }

    /// <summary>The agent's entry file.</summary>
    public abstract string Entrypoint { get; }

    /// <summary>Where the workload reports telemetry.</summary>
    public abstract Uri TelemetryUrl { get; }

    /// <summary>
    /// The agent's files. Asked <c>echo X</c> it answers X; <c>count</c>: its version and how often its session has asked; <c>stream</c>: one two three, word by word; <c>fail</c>: it
    /// throws; <c>slow</c>: a minute passes; <c>secret</c>: the secret KEY, or none; <c>usage</c>: it has used 7 tokens and called 2 tools.
    /// </summary>
    /// <param name="version">What <c>count</c> begins with.</param>
    public abstract IReadOnlyDictionary<string, string> Source(string version);

    /// <summary>Waits until the workload's own report of an invocation has come.</summary>
    public abstract Task ReportedAsync(string invocationId);

    public abstract Task InitializeAsync();

    public abstract Task DisposeAsync();
}
