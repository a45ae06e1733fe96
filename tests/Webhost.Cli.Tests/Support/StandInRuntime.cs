using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Webhost.Contracts;
using Webhost.Contracts.Errors;
using Webhost.Contracts.Invocation;
using Webhost.Contracts.Logs;
using Webhost.Contracts.Metrics;
using Webhost.Contracts.Sessions;
using Webhost.Core.Logs;

namespace Webhost.Cli.Tests.Support;

/// <summary>Invocations that echo, sessions, logs that grow, and metrics.</summary>
internal sealed class StandInRuntime
{
    private static readonly DateTimeOffset Then = new(2026, 11, 1, 8, 0, 0, TimeSpan.Zero);

    private readonly StandInInvocations asyncInvocations;

    public StandInRuntime(WebApplication app, StandInInvocations asyncInvocations)
    {
        this.asyncInvocations = asyncInvocations;
        app.MapPost("/v1/invoke/{id}", InvokeAsync);
        app.MapGet("/v1/agents/{id}/logs", LogsAsync);
        app.MapGet("/v1/agents/{id}/metrics", (HttpContext context) => StandInApi.WriteAsync(context, Metrics()));
        app.MapGet("/v1/metrics", (HttpContext context) => StandInApi.WriteAsync(context, new AccountMetrics
        {
            From = Then,
            To = Then.AddHours(3),
            StepSeconds = 3600,
            Totals = Metrics().Totals,
            Agents =
            [
                new AgentActivity { AgentId = "agt_1", Requests = 0, Errors = 0, Tokens = 0, CostUsd = 0, RequestsByStep = [0, 0, 0] },
                new AgentActivity { AgentId = "agt_2", Requests = 6, Errors = 1, Tokens = 120, CostUsd = 0.0012, RequestsByStep = [2, 0, 4] },
            ],
        }));
        app.MapGet("/v1/agents/{id}/errors", (HttpContext context) => StandInApi.WriteAsync(context, new Page<InvocationError>
        {
            Items = [new InvocationError { InvocationId = "inv_1", Timestamp = Then, ErrorClass = "tool", Message = "The tool failed.", TraceId = "trace-9" }],
        }));
        app.MapGet("/v1/agents/{id}/sessions", (HttpContext context) => StandInApi.WriteAsync(context, new Page<SessionSummary>
        {
            Items = [new SessionSummary { SessionId = "s1", CreatedAt = Then, LastUsedAt = Then, Invocations = 3 }],
        }));
        app.MapGet("/v1/agents/{id}/sessions/{session}", (HttpContext context, string session) => StandInApi.WriteAsync(context, new SessionDetail
        {
            SessionId = session,
            CreatedAt = Then,
            LastUsedAt = Then,
            MessageCount = 1,
            SizeBytes = 12,
            Messages = [new Message { Role = "user", Content = "hello there" }],
        }));
        app.MapDelete("/v1/agents/{id}/sessions/{session}", (HttpContext context) =>
        {
            context.Response.StatusCode = 204;
            return Task.CompletedTask;
        });
    }

    public ConcurrentQueue<InvokeRequest> Invocations { get; } = new();

    /// <summary>The agent's log.</summary>
    public List<LogLine> Lines { get; } = [];

    /// <summary>What each connection that follows the log is sent; its end is the connection's.</summary>
    public ConcurrentQueue<LogLine[]> Follow { get; } = new();

    /// <summary>The Last-Event-ID header of each connection that follows.</summary>
    public ConcurrentQueue<string> Resumed { get; } = new();

    /// <summary>What the agent fails with after its first words; null for success.</summary>
    public ErrorBody? Failure { get; set; }

    /// <summary>Whether the stream ends without an event that says so.</summary>
    public bool BreakOff { get; set; }

    /// <summary>Done when an answer hangs, if <see cref="Hang"/> is set.</summary>
    public TaskCompletionSource Hanging { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when a hanging answer was aborted by its caller.</summary>
    public TaskCompletionSource Aborted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool Hang { get; set; }

    /// <summary>A line, later than those with smaller numbers; with <paramref name="second"/> within that second's first millisecond.</summary>
    public static LogLine Line(int number, string level = "info", string? stack = null, int? second = null)
    {
        var timestamp = Then.AddSeconds(second ?? number);
        return new LogLine
        {
            Id = LogIds.Of(timestamp.AddTicks(number), $"{number}"),
            Timestamp = timestamp,
            Level = level,
            Message = $"line {number}",
            Source = "log",
            Stack = stack,
        };
    }

    private async Task InvokeAsync(HttpContext context, string id)
    {
        var request = await StandInApi.ReadAsync<InvokeRequest>(context);
        Invocations.Enqueue(request);
        if (context.Request.Headers["Prefer"] == "respond-async")
        {
            await asyncInvocations.AcceptAsync(context, id, request);
            return;
        }

        var session = request.SessionId ?? "ses_new";
        var usage = new Usage { Tokens = 12, ComputeMs = 34, ToolCalls = 1, Estimated = true };
        if (context.Request.Headers.Accept != "text/event-stream")
        {
            await StandInApi.WriteAsync(context, new InvokeResponse
            {
                Output = new InvokeOutput { Text = $"You said: {request.Input!.Prompt}" },
                SessionId = session,
                Usage = usage,
                TraceId = "trace-2",
                InvocationId = "inv_2",
                DeploymentId = "dep_2",
            });
            return;
        }

        await StandInApi.StartEventsAsync(context);
        await StandInApi.WriteEventAsync(context, "meta", new StreamMeta { TraceId = "trace-2", SessionId = session, InvocationId = "inv_2", DeploymentId = "dep_2" });
        await StandInApi.WriteEventAsync(context, "delta", new StreamDelta { Text = "You said: " });
        if (Hang)
        {
            context.RequestAborted.Register(() => Aborted.TrySetResult());
            Hanging.TrySetResult();
            await Aborted.Task;
            return;
        }

        if (BreakOff)
        {
            return;
        }

        if (Failure is { } failure)
        {
            await StandInApi.WriteEventAsync(context, "error", new ErrorEnvelope { Error = failure });
            return;
        }

        await StandInApi.WriteEventAsync(context, "delta", new StreamDelta { Text = request.Input!.Prompt! });
        await StandInApi.WriteEventAsync(context, "usage", usage);
        await StandInApi.WriteEventAsync(context, "done", new StreamDone());
    }

    private async Task LogsAsync(HttpContext context)
    {
        if (context.Request.Headers.Accept != "text/event-stream")
        {
            await StandInApi.WriteAsync(context, new Page<LogLine> { Items = [.. Lines.OrderBy(line => line.Id, StringComparer.Ordinal)] });
            return;
        }

        Resumed.Enqueue(context.Request.Headers["Last-Event-ID"].ToString());
        await StandInApi.StartEventsAsync(context);
        if (!Follow.TryDequeue(out var lines))
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return;
        }

        foreach (var line in lines)
        {
            await StandInApi.WriteEventAsync(context, "log", line, line.Id);
        }
    }

    /// <summary>What was used on each runtime.</summary>
    public IReadOnlyDictionary<string, RuntimeMetrics> Runtimes { get; set; } = new Dictionary<string, RuntimeMetrics>(StringComparer.Ordinal);

    private AgentMetrics Metrics() => new()
    {
        From = Then,
        To = Then.AddHours(3),
        StepSeconds = 3600,
        Totals = new MetricsTotals
        {
            Requests = 6,
            Tokens = 120,
            ComputeMs = 300,
            Errors = 1,
            ToolCalls = 2,
            CostUsd = 0.0012,
            CostEstimated = true,
            ErrorsByClass = new Dictionary<string, long>(StringComparer.Ordinal) { ["tool"] = 1 },
            RequestsByRuntime = new Dictionary<string, long>(StringComparer.Ordinal) { ["cloudflare"] = 6 },
            Runtimes = Runtimes,
        },
        Series =
        [
            new MetricsPoint { Start = Then, Requests = 2, Tokens = 40, ComputeMs = 100, Errors = 0, CostUsd = 0.0004, P50Ms = 40, P95Ms = 60, P99Ms = 61.5 },
            new MetricsPoint { Start = Then.AddHours(1), Requests = 0, Tokens = 0, ComputeMs = 0, Errors = 0, CostUsd = 0 },
            new MetricsPoint { Start = Then.AddHours(2), Requests = 4, Tokens = 80, ComputeMs = 200, Errors = 1, CostUsd = 0.0008, P50Ms = 41, P95Ms = 62, P99Ms = 63 },
        ],
    };
}
