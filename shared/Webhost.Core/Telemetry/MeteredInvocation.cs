using Webhost.Core.Invocation;
using Webhost.Core.Providers;

namespace Webhost.Core.Telemetry;

/// <summary>One invocation with what the gateway measured and what the workload reported; at least one of the two.</summary>
/// <param name="InvocationId">The invocation.</param>
/// <param name="Measured">The gateway's side; null when it is not there (yet).</param>
/// <param name="Reported">The workload's side; null when it is not there (yet).</param>
public sealed record MeteredInvocation(InvocationId InvocationId, InvocationMeasurement? Measured, MeteredEvent? Reported)
{
    /// <summary>The owner.</summary>
    public string UserId => Measured?.UserId ?? Reported!.UserId;

    /// <summary>The deployment: the gateway knows best which one it called.</summary>
    public string DeploymentId => Measured?.DeploymentId ?? Reported!.DeploymentId;

    /// <summary>The runtime.</summary>
    public string RuntimeProvider => Measured?.RuntimeProvider ?? Reported!.RuntimeProvider;

    /// <summary>When it began.</summary>
    public DateTimeOffset StartedAt => Measured?.StartedAt ?? InvocationId.CreatedAt;

    /// <summary>Tokens: whichever side knows more; an estimate of the gateway's when neither does: a workload that was interrupted before it had anything to estimate from reports none.</summary>
    public long Tokens => Reported is null or { Tokens: 0, TokensEstimated: true } && Measured is { Tokens: 0 } ? Measured.EstimatedTokens : Math.Max(Measured?.Tokens ?? 0, Reported?.Tokens ?? 0);

    /// <summary>Whether <see cref="Tokens"/> is an estimate, of the workload's or the gateway's.</summary>
    public bool TokensEstimated => Reported is null ? Measured is { Tokens: 0 } or { TokensEstimated: true } : Reported.TokensEstimated && Reported.Tokens >= (Measured?.Tokens ?? 0);

    /// <summary>Tool calls: whichever side knows more.</summary>
    public long ToolCalls => Math.Max(Measured?.ToolCalls ?? 0, Reported?.ToolCalls ?? 0);

    /// <summary>Milliseconds that the session lived: whichever side knows more.</summary>
    public long SessionDurationMs => Math.Max(Measured?.SessionDurationMs ?? 0, Reported?.SessionDurationMs ?? 0);

    /// <summary>Browser interactions: whichever side knows more.</summary>
    public long BrowserInteractions => Math.Max(Measured?.BrowserInteractions ?? 0, Reported?.BrowserInteractions ?? 0);

    /// <summary>The gateway's own duration where there is one; a workload's claim never lowers it, and raises it only when the gateway was killed before the end.</summary>
    public long ComputeMs => Measured switch
    {
        null => Reported!.ComputeMs,
        { Unfinished: true } => Math.Max(Measured.DurationMs, Reported?.ComputeMs ?? 0),
        _ => Measured.DurationMs,
    };

    /// <summary>
    /// Whether its gateway settles it. A gateway that is alive measures an invocation again before this time is over; one that was killed settles nothing any more.
    /// Whoever reads at the end of the mark under which it was measured sees that, since it is half the time for which a mark stays.
    /// </summary>
    public bool IsSettledAt(DateTimeOffset reading) => Measured is { } measured && (!measured.Unfinished || reading - measured.StartedAt.AddMilliseconds(measured.DurationMs) < DirtyHour.Settled / 2);

    /// <summary>Null for a success. What the gateway saw counts where it saw the end: a workload can't turn an answer that its caller had into an error.</summary>
    public string? ErrorClass => SawTheEnd ? Measured!.ErrorClass : Reported?.ErrorClass;

    /// <summary>What the caller was told.</summary>
    public string? ErrorMessage => SawTheEnd ? Measured!.ErrorMessage : Reported?.ErrorMessage;

    /// <summary>The W3C trace id.</summary>
    public string? TraceId => Measured?.TraceId ?? Reported?.TraceId;

    private bool SawTheEnd => Measured is { Unfinished: false };

    /// <summary>What it used that costs money.</summary>
    public UsageQuantities Used() => new()
    {
        At = StartedAt,
        Requests = 1,
        ComputeMs = ComputeMs,
        Tokens = Tokens,
        ToolCalls = ToolCalls,
        DurableObjectOps = Reported?.DurableObjectOps ?? 0,
        WorkersAICalls = Reported?.WorkersAICalls ?? 0,
        SessionDurationMs = SessionDurationMs,
        BrowserInteractions = BrowserInteractions,
    };
}
