using System.Text.Json;
using Webhost.Contracts.Invocation;
using Webhost.Core.Results;

namespace Webhost.Core.Providers;

/// <summary>One event of a streamed answer (runtime provider interface §3.5).</summary>
public abstract record RuntimeEvent
{
    private RuntimeEvent()
    {
    }

    /// <summary>The next piece of text.</summary>
    public sealed record Delta(string Text) : RuntimeEvent;

    /// <summary>What the invocation used.</summary>
    public sealed record UsageReported(Usage Usage, RuntimeCounters? Counters = null) : RuntimeEvent;

    /// <summary>The end of a success.</summary>
    public sealed record Completed(IReadOnlyList<Message>? Messages, JsonElement? Data) : RuntimeEvent;

    /// <summary>The end of a failure.</summary>
    public sealed record Failed(Failure Failure) : RuntimeEvent;
}
