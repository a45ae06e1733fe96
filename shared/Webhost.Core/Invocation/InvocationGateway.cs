using System.Diagnostics;
using System.Runtime.CompilerServices;
using Webhost.Contracts.Errors;
using Webhost.Contracts.Invocation;
using Webhost.Core.Identity;
using Webhost.Core.Limits;
using Webhost.Core.Plans;
using Webhost.Core.Providers;
using Webhost.Core.Results;
using Webhost.Core.Telemetry;
using Webhost.Core.Users;
using InvokeInput = Webhost.Core.Providers.InvokeInput;
using InvokeOutput = Webhost.Core.Providers.InvokeOutput;

namespace Webhost.Core.Invocation;

/// <summary>
/// The way of every invocation (architecture: Invoke): route, rate limit, reserve, runtime, settle. On the warm path nothing here waits for storage.
/// </summary>
public sealed class InvocationGateway(
    InvocationRoutes routes,
    RateLimits rateLimits,
    QuotaGate quotas,
    MeteringQueue metering,
    UserDirectory users,
    PlanCatalog plans,
    InvocationOptions options,
    InvocationMeter meter,
    TimeProvider time)
{
    // An adapter ends an invocation in time by itself, and says it better; this is for one that doesn't.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);
    // No error of the agent's, and none is counted; what ran until then is billed.
    private static readonly Failure.RuntimeError Left = new("The client left before the answer was complete.");
    private static readonly TimeSpan UntilRoom = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Admits an invocation. Failures: NotFound, Conflict (never deployed, disabled), Invalid, RateLimited, LimitExceeded. On success the caller must run
    /// it, which settles it.
    /// </summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="agentId">Whom.</param>
    /// <param name="request">What.</param>
    /// <param name="inOnePiece">Whether its caller waits for the whole answer, which bounds its time (<see cref="InvocationOptions.LongestInOnePiece"/>).</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<Result<PreparedInvocation>> PrepareAsync(Caller caller, string agentId, InvokeRequest request, bool inOnePiece, CancellationToken cancellationToken) =>
        CountedAsync(AdmitAsync(caller, agentId, request, inOnePiece, earlier: null, cancellationToken));

    /// <summary>
    /// Admits an invocation that was put off (<see cref="PutOff"/>), under its ids and without counting it against the rate again. Otherwise as
    /// <see cref="PrepareAsync(Caller, string, InvokeRequest, bool, CancellationToken)"/>.
    /// </summary>
    public ValueTask<Result<PreparedInvocation>> PrepareAsync(Caller caller, string agentId, InvokeRequest request, PutOffInvocation putOff, CancellationToken cancellationToken) =>
        CountedAsync(AdmitAsync(caller, agentId, request, inOnePiece: false, putOff, cancellationToken));

    /// <summary>
    /// Puts an admitted invocation off in place of running it. Nothing stays reserved for it: whether there is enough left is for the moment at which it runs.
    /// </summary>
    public PutOffInvocation PutOff(PreparedInvocation invocation)
    {
        quotas.Withdraw(invocation.Reservation);
        var input = invocation.Input;
        return new PutOffInvocation(input.InvocationId, input.SessionId, invocation.SessionOpened, input.TraceId, input.TraceParent);
    }

    /// <summary>Runs an admitted invocation and gives the whole answer. It is settled once, also when its client leaves.</summary>
    public async Task<Result<InvokeResponse>> RunAsync(PreparedInvocation invocation, CancellationToken cancellationToken)
    {
        var startedAt = time.GetUtcNow();
        var started = time.GetTimestamp();
        Usage? usage = null;
        RuntimeCounters? counters = null;
        var characters = 0L;
        Failure? failure = Unexpected();
        using var late = new CancellationTokenSource(invocation.Input.Timeout + Grace, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        using var limit = new InvocationLimit(invocation, stop, quotas, users, plans);
        var running = metering.Begin(started, () => MeasurementOf(invocation, startedAt, started, usage, counters, characters, Left), limit.Look);
        try
        {
            var answer = await invocation.Provider.InvokeAsync(invocation.Input, stop.Token);
            answer.TryGet(out var output, out failure);
            usage = output?.Usage;
            counters = output?.Counters;
            characters = output?.Text.Length ?? 0;
            return answer.Map(there => ResponseOf(invocation.Input, there));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            failure = Left;
            throw;
        }
        catch (OperationCanceledException) when (limit.Exceeded is not null)
        {
            failure = limit.Exceeded;
            return limit.Exceeded;
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            var timedOut = TimedOut(invocation.Input.Timeout);
            failure = timedOut;
            return timedOut;
        }
        finally
        {
            Settle(invocation, running, MeasurementOf(invocation, startedAt, started, usage, counters, characters, failure));
        }
    }

    /// <summary>
    /// Runs an admitted invocation and gives the answer as it comes; the last event is always <see cref="RuntimeEvent.Completed"/> or
    /// <see cref="RuntimeEvent.Failed"/>. It is settled once: when the sequence ends or is left, whichever is first.
    /// </summary>
    public async IAsyncEnumerable<RuntimeEvent> StreamAsync(PreparedInvocation invocation, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var startedAt = time.GetUtcNow();
        var started = time.GetTimestamp();
        Usage? usage = null;
        RuntimeCounters? counters = null;
        var characters = 0L;
        Failure? failure = Unexpected();
        using var late = new CancellationTokenSource(invocation.Input.Timeout + Grace, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        using var limit = new InvocationLimit(invocation, stop, quotas, users, plans);
        var running = metering.Begin(started, () => MeasurementOf(invocation, startedAt, started, usage, counters, characters, Left), limit.Look);
        try
        {
            await using var events = invocation.Provider.InvokeStreamingAsync(invocation.Input, stop.Token).GetAsyncEnumerator(stop.Token);
            failure = Left;
            for (var ended = false; !ended;)
            {
                RuntimeEvent next;
                try
                {
                    next = await events.MoveNextAsync() ? events.Current : new RuntimeEvent.Failed(new Failure.RuntimeError("The agent's answer broke off."));
                }
                catch (OperationCanceledException) when (limit.Exceeded is not null && !cancellationToken.IsCancellationRequested)
                {
                    next = new RuntimeEvent.Failed(limit.Exceeded);
                }
                catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
                {
                    next = new RuntimeEvent.Failed(TimedOut(invocation.Input.Timeout));
                }
                catch (Exception) when (!cancellationToken.IsCancellationRequested)
                {
                    failure = Unexpected();
                    throw;
                }

                switch (next)
                {
                    case RuntimeEvent.Delta delta:
                        characters += delta.Text.Length;
                        break;
                    case RuntimeEvent.UsageReported reported:
                        usage = reported.Usage;
                        counters = reported.Counters;
                        break;
                    case RuntimeEvent.Completed:
                        failure = null;
                        ended = true;
                        break;
                    case RuntimeEvent.Failed failed:
                        failure = failed.Failure;
                        ended = true;
                        break;
                    default:
                        break;
                }

                yield return next;
            }
        }
        finally
        {
            Settle(invocation, running, MeasurementOf(invocation, startedAt, started, usage, counters, characters, failure));
        }
    }

    private async ValueTask<Result<PreparedInvocation>> CountedAsync(ValueTask<Result<PreparedInvocation>> admission)
    {
        var admitted = await admission;
        if (!admitted.TryGet(out _, out var refusal))
        {
            meter.Refused(refusal);
        }

        return admitted;
    }

    private async ValueTask<Result<PreparedInvocation>> AdmitAsync(Caller caller, string agentId, InvokeRequest request, bool inOnePiece, PutOffInvocation? earlier, CancellationToken cancellationToken)
    {
        if (caller.RefuseAgent(agentId) is { } foreign)
        {
            return foreign;
        }

        if (await routes.FindAsync(caller.UserId, agentId, cancellationToken) is not { } route)
        {
            return Failure.NotFound.Of("agent", agentId);
        }

        var problems = new List<Problem>(0);
        var longest = options.LongestOf(caller.Plan, inOnePiece);
        var messages = InvocationCheck.Check(request, options, longest, problems);
        if (problems.Count > 0)
        {
            return Failure.Invalid.All(problems);
        }

        if (route.Disabled)
        {
            return new Failure.Conflict("The agent is disabled. Enable it to invoke it.");
        }

        if (route.Target is not { } target)
        {
            return new Failure.Conflict("The agent has no active deployment. Deploy it first.");
        }

        if (RuntimeEntitlement.Refuse(caller, target.Provider.Id, route.Place) is { } notIncluded)
        {
            return notIncluded;
        }

        if (!metering.HasRoom)
        {
            return new Failure.RateLimited("More invocations wait to be metered than there is room for. Retry shortly.", UntilRoom);
        }

        LimitStanding? rate = null;
        if (earlier is null)
        {
            if (rateLimits.Refuse(caller, agentId, out var standing) is { } limited)
            {
                return limited;
            }

            rate = standing;
        }

        var reserved = await quotas.ReserveAsync(caller, agentId, target.Provider, cancellationToken);
        if (!reserved.TryGet(out var reservation, out var exceeded))
        {
            return exceeded;
        }

        var limits = new LimitsContext { Tier = caller.Plan.Tier, Entitled = true, Remaining = reservation.Remaining };
        return new PreparedInvocation(
            target.Provider,
            NewInput(route, target, request, messages, longest, limits, earlier),
            reservation,
            rate is { } present ? LimitStanding.Closest(present, reservation.Standing) : reservation.Standing)
        {
            SessionOpened = earlier?.SessionOpened ?? request.SessionId is null,
        };
    }

    private static Failure.RuntimeError Unexpected() => new("Something went wrong on our side.") { ErrorClass = "unknown" };

    private static Failure.RuntimeError TimedOut(TimeSpan timeout) =>
        new($"The agent did not answer within {timeout.TotalMilliseconds:0} ms.", TimedOut: true) { ErrorClass = "limit" };

    private static InvokeResponse ResponseOf(InvokeInput input, InvokeOutput output) => new()
    {
        Output = new Contracts.Invocation.InvokeOutput { Text = output.Text, Messages = output.Messages, Data = output.Data },
        SessionId = input.SessionId,
        Usage = output.Usage ?? new Usage(),
        TraceId = input.TraceId,
        InvocationId = input.InvocationId,
        DeploymentId = input.DeploymentId,
    };

    private InvokeInput NewInput(InvocationRoute route, InvocationTarget target, InvokeRequest request, IReadOnlyList<Message> messages, TimeSpan longest, LimitsContext limits, PutOffInvocation? earlier)
    {
        var activity = Activity.Current;
        var traceId = earlier?.TraceId ?? activity?.TraceId.ToHexString() ?? ActivityTraceId.CreateRandom().ToHexString();
        return new InvokeInput
        {
            Agent = route.Agent,
            DeploymentId = target.DeploymentId,
            Reference = target.Reference,
            InvokeSecret = target.InvokeSecret,
            InvocationId = earlier?.InvocationId ?? InvocationId.New(time).Value,
            SessionId = earlier?.SessionId ?? request.SessionId ?? Sessions.SessionIds.New(time),
            TraceId = traceId,
            TraceParent = earlier?.TraceParent
                ?? (activity?.Id is { } id && activity.IdFormat == ActivityIdFormat.W3C ? id : $"00-{traceId}-{ActivitySpanId.CreateRandom().ToHexString()}-00"),
            TraceState = earlier is null ? activity?.TraceStateString : null,
            Messages = messages,
            Options = request.Options,
            Metadata = request.Metadata,
            Timeout = Min(request.Options?.TimeoutMs is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : longest, target.Provider.Capabilities.MaximumInvocation),
            Limits = limits,
        };
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;

    private InvocationMeasurement MeasurementOf(PreparedInvocation invocation, DateTimeOffset startedAt, long started, Usage? usage, RuntimeCounters? counters, long characters, Failure? failure)
    {
        var input = invocation.Input;
        var error = ReferenceEquals(failure, Left) ? null : failure;
        return new InvocationMeasurement
        {
            InvocationId = new InvocationId(input.InvocationId),
            UserId = input.Agent.UserId,
            AgentId = input.Agent.AgentId,
            DeploymentId = input.DeploymentId,
            RuntimeProvider = invocation.Provider.Id,
            SessionId = input.SessionId,
            SessionOpened = invocation.SessionOpened,
            TraceId = input.TraceId,
            StartedAt = startedAt,
            DurationMs = (long)Math.Ceiling(time.GetElapsedTime(started).TotalMilliseconds),
            Tokens = Math.Clamp(usage?.Tokens ?? 0, 0, UsageBounds.Tokens),
            TokensEstimated = usage?.Estimated ?? false,
            EstimatedTokens = usage?.Tokens is null && HasRun(failure, characters) ? TokenEstimate.Of(input.Messages.Sum(message => message.Content?.Length ?? 0L) + characters) : 0,
            ToolCalls = Math.Clamp(usage?.ToolCalls ?? 0, 0, UsageBounds.Counter),
            SessionDurationMs = Math.Clamp(counters?.SessionDurationMs ?? 0, 0, UsageBounds.ComputeMs),
            BrowserInteractions = Math.Clamp(counters?.BrowserInteractions ?? 0, 0, UsageBounds.Counter),
            ErrorClass = ClassOf(error),
            ErrorMessage = error?.Message is { Length: > UsageBounds.MessageCharacters } tooLong ? tooLong[..UsageBounds.MessageCharacters] : error?.Message,
        };
    }

    private void Settle(PreparedInvocation invocation, RunningMeasurement running, InvocationMeasurement measured)
    {
        meter.Ran(invocation.Provider.Id, measured.ErrorClass, measured.DurationMs);
        var settlement = new QuotaSettlement(invocation.Reservation, measured.Tokens, measured.DurationMs, invocation.Provider.EstimateCost(measured.Used()));
        if (!running.End(measured, settlement))
        {
            quotas.Settle(settlement);
        }
    }

    /// <summary>Whether the agent may have been at work before an admitted invocation failed so: asked again, it would do it twice, and be paid for twice.</summary>
    public static bool MayHaveRun(Failure failure) => failure is Failure.RuntimeError { Transient: false } or Failure.LimitExceeded;

    // Nothing is estimated for an agent that may never have been reached: a runtime that refused or could not be asked said nothing.
    private static bool HasRun(Failure? failure, long characters) => failure is null or Failure.RuntimeError { TimedOut: true, Transient: false } or Failure.LimitExceeded || characters > 0 || ReferenceEquals(failure, Left);

    private static string? ClassOf(Failure? failure) => failure switch
    {
        null => null,
        Failure.RuntimeError error => error.ErrorClass,
        Failure.RateLimited or Failure.LimitExceeded => "limit",
        Failure.Unauthenticated or Failure.Denied => "auth",
        _ => "runtime",
    };
}
