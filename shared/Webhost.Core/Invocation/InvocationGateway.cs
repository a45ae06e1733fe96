using System.Diagnostics;
using System.Runtime.CompilerServices;
using Webhost.Contracts.Errors;
using Webhost.Contracts.Invocation;
using Webhost.Core.Identity;
using Webhost.Core.Limits;
using Webhost.Core.Providers;
using Webhost.Core.Results;
using Webhost.Core.Telemetry;
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
    InvocationOptions options,
    TimeProvider time)
{
    /// <summary>
    /// Admits an invocation. Failures: NotFound, Conflict (never deployed, disabled), Invalid, RateLimited, LimitExceeded. On success the caller must run
    /// it, which settles it.
    /// </summary>
    public async ValueTask<Result<PreparedInvocation>> PrepareAsync(Caller caller, string agentId, InvokeRequest request, CancellationToken cancellationToken)
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
        var messages = InvocationCheck.Check(request, options, problems);
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

        if (RuntimeEntitlement.Refuse(caller.Plan, target.Provider.Id) is { } notIncluded)
        {
            return notIncluded;
        }

        if (rateLimits.Refuse(caller, agentId) is { } limited)
        {
            return limited;
        }

        var reserved = await quotas.ReserveAsync(caller, cancellationToken);
        if (!reserved.TryGet(out var reservation, out var exceeded))
        {
            return exceeded;
        }

        return new PreparedInvocation(target.Provider, NewInput(route, target, request, messages), reservation);
    }

    /// <summary>Runs an admitted invocation and gives the whole answer.</summary>
    public async Task<Result<InvokeResponse>> RunAsync(PreparedInvocation invocation, CancellationToken cancellationToken)
    {
        var startedAt = time.GetUtcNow();
        var started = time.GetTimestamp();
        Result<InvokeOutput> answer = Abandoned();
        try
        {
            answer = await invocation.Provider.InvokeAsync(invocation.Input, cancellationToken);
        }
        finally
        {
            answer.TryGet(out var output, out var failure);
            Settle(invocation, startedAt, started, output?.Usage, failure);
        }

        var input = invocation.Input;
        return answer.Map(output => new InvokeResponse
        {
            Output = new Contracts.Invocation.InvokeOutput { Text = output.Text, Messages = output.Messages, Data = output.Data },
            SessionId = input.SessionId,
            Usage = output.Usage ?? new Usage(),
            TraceId = input.TraceId,
            InvocationId = input.InvocationId,
            DeploymentId = input.DeploymentId,
        });
    }

    /// <summary>Runs an admitted invocation and gives the answer as it comes. It is settled when the sequence ends or is left, whichever is first.</summary>
    public async IAsyncEnumerable<RuntimeEvent> StreamAsync(PreparedInvocation invocation, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var startedAt = time.GetUtcNow();
        var started = time.GetTimestamp();
        Usage? usage = null;
        Failure? failure = Abandoned();
        try
        {
            await foreach (var item in invocation.Provider.InvokeStreamingAsync(invocation.Input, cancellationToken))
            {
                switch (item)
                {
                    case RuntimeEvent.UsageReported reported:
                        usage = reported.Usage;
                        break;
                    case RuntimeEvent.Completed:
                        failure = null;
                        break;
                    case RuntimeEvent.Failed failed:
                        failure = failed.Failure;
                        break;
                    default:
                        break;
                }

                yield return item;
            }
        }
        finally
        {
            Settle(invocation, startedAt, started, usage, failure);
        }
    }

    private static Failure.RuntimeError Abandoned() => new("The client left before the answer was complete.") { ErrorClass = "unknown" };

    private InvokeInput NewInput(InvocationRoute route, InvocationTarget target, InvokeRequest request, IReadOnlyList<Message> messages)
    {
        var activity = Activity.Current;
        var traceId = activity?.TraceId.ToHexString() ?? ActivityTraceId.CreateRandom().ToHexString();
        return new InvokeInput
        {
            Agent = route.Agent,
            DeploymentId = target.DeploymentId,
            Reference = target.Reference,
            InvokeSecret = target.InvokeSecret,
            InvocationId = InvocationId.New(time).Value,
            SessionId = request.SessionId ?? Sessions.SessionIds.New(time),
            TraceId = traceId,
            TraceParent = activity?.Id is { } id && activity.IdFormat == ActivityIdFormat.W3C ? id : $"00-{traceId}-{ActivitySpanId.CreateRandom().ToHexString()}-00",
            Messages = messages,
            Options = request.Options,
            Metadata = request.Metadata,
            Timeout = request.Options?.TimeoutMs is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : Min(options.Timeout, target.Provider.Capabilities.MaximumInvocation),
            Entitled = true,
        };
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;

    private void Settle(PreparedInvocation invocation, DateTimeOffset startedAt, long started, Usage? usage, Failure? failure)
    {
        var input = invocation.Input;
        metering.Add(new InvocationMeasurement
        {
            InvocationId = new InvocationId(input.InvocationId),
            UserId = input.Agent.UserId,
            AgentId = input.Agent.AgentId,
            DeploymentId = input.DeploymentId,
            RuntimeProvider = invocation.Provider.Id,
            SessionId = input.SessionId,
            TraceId = input.TraceId,
            StartedAt = startedAt,
            DurationMs = (long)Math.Ceiling(time.GetElapsedTime(started).TotalMilliseconds),
            Tokens = Math.Max(0, usage?.Tokens ?? 0),
            ToolCalls = Math.Max(0, usage?.ToolCalls ?? 0),
            ErrorClass = failure is null ? null : (failure as Failure.RuntimeError)?.ErrorClass ?? "runtime",
            ErrorMessage = failure?.Message,
        });
    }
}
