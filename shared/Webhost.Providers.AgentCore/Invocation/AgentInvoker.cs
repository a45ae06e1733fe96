using System.Runtime.CompilerServices;
using Amazon.BedrockAgentCore.Model;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Webhost.Core.Providers;
using Webhost.Core.Results;
using Webhost.Providers.AgentCore.Aws;

namespace Webhost.Providers.AgentCore.Invocation;

/// <summary>
/// Invokes agents. A call is sent once, unless AWS says that the agent has not been reached: its session was being made, or too many called. When the caller leaves or the time is over, the call
/// is broken off and its session stopped, as the agent would run on otherwise.
/// </summary>
internal sealed class AgentInvoker(AwsClients clients, SessionUse sessions, SessionStopper stopper, IOptions<AgentCoreOptions> options, TimeProvider time, ILogger<AgentInvoker> logger)
{
    private const string Json = "application/json";
    private const string Events = "text/event-stream";
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly int maximum = options.Value.MaximumOutputBytes;

    public async Task<Result<InvokeOutput>> InvokeAsync(InvokeInput input, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(input.Timeout);
        await using var run = new SessionRun(input, sessions, stopper);
        try
        {
            var opened = await OpenAsync(input, run, stream: false, deadline.Token, cancellationToken);
            if (!opened.TryGet(out var response, out var failure))
            {
                return failure;
            }

            using (response)
            {
                var answer = IsEventStream(response) ? await GatherAsync(response, run, deadline.Token) : await ReadAsync(response, run, deadline.Token);
                return answer.Map(output => output with { Counters = run.Count(output.Counters) });
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return AgentFailures.TimedOut(input.Timeout, mayHaveRun: true);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            return AgentFailures.BrokenOff();
        }
    }

    public async IAsyncEnumerable<RuntimeEvent> InvokeStreamingAsync(InvokeInput input, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(input.Timeout);
        await using var run = new SessionRun(input, sessions, stopper);
        var opened = await OpenAsync(input, run, stream: true, deadline.Token, cancellationToken);
        if (!opened.TryGet(out var response, out var failure))
        {
            yield return new RuntimeEvent.Failed(failure);
            yield break;
        }

        using (response)
        {
            await using var events = IsEventStream(response) ? new EventStream(response.Response, maximum, deadline.Token) : null;
            if (events is null)
            {
                foreach (var item in await WholeAsync(response, input, run, deadline.Token, cancellationToken))
                {
                    yield return item;
                }

                yield break;
            }

            var counted = false;
            while (true)
            {
                var next = await NextAsync(events, input.Timeout, cancellationToken);
                if (events.Complete)
                {
                    run.Complete();
                }

                if (next is RuntimeEvent.Completed && !counted)
                {
                    yield return new RuntimeEvent.UsageReported(new Contracts.Invocation.Usage(), run.Count(reported: null));
                }

                if (next is RuntimeEvent.UsageReported usage)
                {
                    counted = true;
                    next = usage with { Counters = run.Count(usage.Counters) };
                }

                yield return next;
                if (next is RuntimeEvent.Completed or RuntimeEvent.Failed)
                {
                    yield break;
                }
            }
        }
    }

    private async Task<Result<InvokeAgentRuntimeResponse>> OpenAsync(InvokeInput input, SessionRun run, bool stream, CancellationToken deadline, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                try
                {
                    run.Begin();
                    return await clients.Data.InvokeAgentRuntimeAsync(RequestOf(input, run, stream), deadline);
                }
                catch (Exception exception) when (AwsCalls.IsRefusal(exception, deadline))
                {
                    var error = AwsErrors.Of(exception);
                    run.Refused(error.Kind);
                    if (error.Kind is not (AwsErrorKind.PassingConflict or AwsErrorKind.Throttled) || time.GetElapsedTime(started) + pause > options.Value.InvokePatience)
                    {
                        AwsLog.Refused(logger, "InvokeAgentRuntime", error.Kind, error.Code, error.RequestId, message: null);
                        return AgentFailures.Of(error);
                    }
                }

                await Task.Delay(pause, time, deadline);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return AgentFailures.TimedOut(input.Timeout, mayHaveRun: run.Reached);
            }
        }
    }

    private static InvokeAgentRuntimeRequest RequestOf(InvokeInput input, SessionRun run, bool stream) => new()
    {
        AgentRuntimeArn = run.Runtime.Arn,
        Qualifier = run.Runtime.Endpoint,
        RuntimeSessionId = run.Session,
        ContentType = Json,

        // The official SDK for TypeScript refuses to run an agent that streams for a caller who takes JSON alone.
        Accept = stream ? $"{Events}, {Json}" : $"{Json}, {Events}",
        TraceParent = input.TraceParent,
        TraceState = TraceHeader.StateOf(input.TraceState),
        TraceId = TraceHeader.Of(input.TraceParent),
        Payload = InvocationPayload.Write(input, stream),
    };

    private static bool IsEventStream(InvokeAgentRuntimeResponse response) => response.ContentType?.StartsWith(Events, StringComparison.OrdinalIgnoreCase) == true;

    private async Task<Result<InvokeOutput>> ReadAsync(InvokeAgentRuntimeResponse response, SessionRun run, CancellationToken cancellationToken)
    {
        using var body = await BoundedBody.ReadAsync(response.Response, maximum, cancellationToken);
        if (body is null)
        {
            return AgentFailures.TooLarge(maximum);
        }

        run.Complete();
        return AgentAnswer.Read(body.Memory);
    }

    // An agent that streams although nobody asked for it.
    private async Task<Result<InvokeOutput>> GatherAsync(InvokeAgentRuntimeResponse response, SessionRun run, CancellationToken cancellationToken)
    {
        await using var events = new EventStream(response.Response, maximum, cancellationToken);
        var text = new System.Text.StringBuilder();
        RuntimeEvent.UsageReported? usage = null;
        while (true)
        {
            var next = await events.NextAsync();
            if (events.Complete)
            {
                run.Complete();
            }

            switch (next)
            {
                case RuntimeEvent.Delta delta:
                    text.Append(delta.Text);
                    break;
                case RuntimeEvent.UsageReported reported:
                    usage = reported;
                    break;
                case RuntimeEvent.Failed failed:
                    return failed.Failure;
                case RuntimeEvent.Completed completed:
                    return new InvokeOutput { Text = text.ToString(), Messages = completed.Messages, Data = completed.Data, Usage = usage?.Usage, Counters = usage?.Counters };
            }
        }
    }

    // An agent that doesn't stream although it was asked to.
    private async Task<IReadOnlyList<RuntimeEvent>> WholeAsync(InvokeAgentRuntimeResponse response, InvokeInput input, SessionRun run, CancellationToken deadline, CancellationToken cancellationToken)
    {
        try
        {
            if (!(await ReadAsync(response, run, deadline)).TryGet(out var output, out var failure))
            {
                return [new RuntimeEvent.Failed(failure)];
            }

            return
            [
                new RuntimeEvent.Delta(output.Text),
                new RuntimeEvent.UsageReported(output.Usage ?? new Contracts.Invocation.Usage(), run.Count(output.Counters)),
                new RuntimeEvent.Completed(output.Messages, output.Data),
            ];
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return [new RuntimeEvent.Failed(AgentFailures.TimedOut(input.Timeout, mayHaveRun: true))];
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            return [new RuntimeEvent.Failed(AgentFailures.BrokenOff())];
        }
    }

    private static async ValueTask<RuntimeEvent> NextAsync(EventStream events, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            return await events.NextAsync();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new RuntimeEvent.Failed(AgentFailures.TimedOut(timeout, mayHaveRun: true));
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            return new RuntimeEvent.Failed(AgentFailures.BrokenOff());
        }
    }
}
