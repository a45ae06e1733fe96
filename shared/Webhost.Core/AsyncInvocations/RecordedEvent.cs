using Webhost.Contracts.Errors;
using Webhost.Contracts.Invocation;

namespace Webhost.Core.AsyncInvocations;

/// <summary>One event of an answer as it is kept for those who follow it (runtime provider interface §3.5): one of the members is there.</summary>
public sealed record RecordedEvent
{
    /// <summary>The begin.</summary>
    public StreamMeta? Meta { get; init; }

    /// <summary>The next piece of text.</summary>
    public StreamDelta? Delta { get; init; }

    /// <summary>What the invocation used.</summary>
    public Usage? Usage { get; init; }

    /// <summary>The end of a success.</summary>
    public StreamDone? Done { get; init; }

    /// <summary>The end of anything else.</summary>
    public ErrorEnvelope? Error { get; init; }

    /// <summary>Whether nothing follows.</summary>
    public bool IsLast => Done is not null || Error is not null;
}
