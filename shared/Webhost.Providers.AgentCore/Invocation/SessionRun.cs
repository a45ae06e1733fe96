using Webhost.Core.Providers;
using Webhost.Providers.AgentCore.Aws;

namespace Webhost.Providers.AgentCore.Invocation;

/// <summary>One invocation's use of its session, which is stopped when the invocation was left, ran out of time or was cut off before its answer was complete.</summary>
internal sealed class SessionRun : IAsyncDisposable
{
    private readonly SessionUse sessions;
    private readonly SessionStopper stopper;
    private readonly string agentId;
    private bool complete;
    private bool ended;
    private bool shared;
    private TimeSpan lived;

    public SessionRun(InvokeInput input, SessionUse sessions, SessionStopper stopper)
    {
        this.sessions = sessions;
        this.stopper = stopper;
        agentId = input.Agent.AgentId;
        Runtime = RuntimeReference.Of(input.Reference);
        Session = SessionName.Of(Runtime.Arn, input.SessionId);
        sessions.Begin(Session);
    }

    public RuntimeReference Runtime { get; }

    /// <summary>AgentCore's id of the session.</summary>
    public string Session { get; }

    /// <summary>Whether the agent may run, or have run.</summary>
    public bool Reached { get; private set; }

    /// <summary>Notes that a call is being sent: from here on the agent may run.</summary>
    public void Begin() => Reached = true;

    /// <summary>Notes that the call was refused; unless its end is unknown, nothing runs.</summary>
    public void Refused(AwsErrorKind kind) => Reached = kind is AwsErrorKind.BrokenOff or AwsErrorKind.TimedOut or AwsErrorKind.ServiceTrouble;

    /// <summary>Notes that the answer is complete, be it that the agent failed: it runs no more.</summary>
    public void Complete() => complete = true;

    /// <summary>What counts for the bill: what the agent says, and the session's life as it was seen from here where the agent says nothing.</summary>
    public RuntimeCounters Count(RuntimeCounters? reported)
    {
        End();
        return (reported ?? new RuntimeCounters()) with { SessionDurationMs = reported is { SessionDurationMs: > 0 } ? reported.SessionDurationMs : (long)lived.TotalMilliseconds };
    }

    public ValueTask DisposeAsync()
    {
        End();
        if (Reached && !complete && !shared)
        {
            stopper.Later(agentId, Runtime, Session);
        }

        return ValueTask.CompletedTask;
    }

    private void End()
    {
        if (!ended)
        {
            ended = true;
            (lived, shared) = sessions.End(Session);
        }
    }
}
