using System.Diagnostics.Metrics;
using Webhost.Core.Results;

namespace Webhost.Core.Invocation;

/// <summary>Counts invocations, and those that were refused before anything ran.</summary>
public sealed class InvocationMeter : IDisposable
{
    private readonly Meter meter = new("Webhost.Invocation");
    private readonly Histogram<long> durations;
    private readonly Counter<long> refused;

    /// <summary>Makes the instruments.</summary>
    public InvocationMeter()
    {
        durations = meter.CreateHistogram<long>("webhost.invocation.duration", "ms", "How long invocations took at their runtime, by runtime and by what went wrong.");
        refused = meter.CreateCounter<long>("webhost.invocation.refused", "{invocation}", "Invocations that were refused before they ran, by the reason.");
    }

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();

    internal void Ran(string runtime, string? errorClass, long milliseconds)
    {
        if (durations.Enabled)
        {
            durations.Record(milliseconds, new KeyValuePair<string, object?>("runtime", runtime), new KeyValuePair<string, object?>("error", errorClass ?? "none"));
        }
    }

    internal void Refused(Failure failure)
    {
        if (refused.Enabled)
        {
            refused.Add(1, new KeyValuePair<string, object?>("reason", ErrorBodies.CodeOf(failure).ToString()));
        }
    }
}
