using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Webhost.Contracts;
using Webhost.Contracts.Agents;
using Webhost.Contracts.Artifacts;
using Webhost.Contracts.Deployments;
using Webhost.Contracts.Errors;

namespace Webhost.Cli.Tests.Support;

/// <summary>Uploads, deployments that run through scripted phases, and roll-backs.</summary>
internal sealed class StandInDeployments
{
    private static readonly DateTimeOffset Then = new(2026, 11, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly DeploymentPhase[] Phases = [DeploymentPhase.Validate, DeploymentPhase.Bundle, DeploymentPhase.Provider, DeploymentPhase.Activate];

    private readonly StandInAgents agents;
    private int rollbacks;

    public StandInDeployments(WebApplication app, StandInAgents agents)
    {
        this.agents = agents;
        app.MapPost("/v1/agents/{id}/artifacts", UploadAsync);
        app.MapPost("/v1/agents/{id}/deployments", CreateAsync);
        app.MapGet("/v1/agents/{id}/deployments", (HttpContext context, string id) => StandInApi.WriteAsync(
            context, new Page<Deployment> { Items = [.. All.Values.Where(deployment => deployment.AgentId == id).OrderByDescending(deployment => deployment.Version)] }));
        app.MapPost("/v1/agents/{id}/rollback", RollBackAsync);
        app.MapGet("/v1/deployments/{id}", (HttpContext context, string id) => All.TryGetValue(id, out var found)
            ? StandInApi.WriteAsync(context, found)
            : StandInApi.WriteErrorAsync(context, 404, ErrorCode.NotFound, $"There is no deployment {id}."));
        app.MapGet("/v1/deployments/{id}/events", EventsAsync);
        app.MapGet("/v1/deployments/{id}/status", StatusAsync);
        app.MapGet("/v1/deployments/{id}/logs", (HttpContext context, string id) => StandInApi.WriteAsync(context, new Page<DeploymentLogLine>
        {
            Items = [new DeploymentLogLine { Timestamp = Then, Phase = DeploymentPhase.Bundle, Level = "info", Message = $"bundled {id}" }],
        }));
        app.MapPost("/v1/deployments/{id}/cancel", (HttpContext context, string id) =>
        {
            Cancelled.Enqueue(id);
            End(id, DeploymentStatus.Cancelled);
            cancelled.TrySetResult();
            context.Response.StatusCode = 202;
            return StandInApi.WriteAsync(context, All[id]);
        });
    }

    private readonly TaskCompletionSource cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ConcurrentDictionary<string, Deployment> All { get; } = new(StringComparer.Ordinal);

    /// <summary>The uploaded archives, in order.</summary>
    public ConcurrentQueue<byte[]> Uploads { get; } = new();

    public ConcurrentQueue<CreateDeploymentRequest> Created { get; } = new();

    /// <summary>The Idempotency-Key of each call that made a deployment.</summary>
    public ConcurrentQueue<string> Keys { get; } = new();

    public ConcurrentQueue<string> Cancelled { get; } = new();

    /// <summary>The Last-Event-ID header of each connection to the events.</summary>
    public ConcurrentQueue<string> Resumed { get; } = new();

    /// <summary>How the next deployments end.</summary>
    public Func<Deployment, Deployment> Outcome { get; set; } = deployment => deployment with { Status = DeploymentStatus.Active, DeployedAt = Then };

    /// <summary>The phase in which the next deployments end.</summary>
    public DeploymentPhase LastPhase { get; set; } = DeploymentPhase.Done;

    /// <summary>Whether deployments stay in their first phase until they are cancelled.</summary>
    public bool Hang { get; set; }

    /// <summary>Done when a deployment hangs and is followed.</summary>
    public TaskCompletionSource Hanging { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends each connection after this many events.</summary>
    public int? BreakAfter { get; set; }

    /// <summary>How many times the status says that it is still running.</summary>
    public int Polls { get; set; } = 2;

    public Deployment Add(string agentId, int version, DeploymentStatus status)
    {
        var id = $"dep_{All.Count + 1}";
        return All[id] = new Deployment
        {
            DeploymentId = id,
            AgentId = agentId,
            Version = version,
            RuntimeProvider = "cloudflare",
            Status = status,
            Phase = DeploymentPhase.Done,
            PercentComplete = 100,
            Artifact = new ArtifactReference { Type = "uploaded_bundle", UploadId = "upl_1" },
            CreatedAt = Then,
            DeployedAt = status is DeploymentStatus.Active or DeploymentStatus.Superseded or DeploymentStatus.RolledBack ? Then.AddDays(version) : null,
            DeployedBy = "usr_1",
        };
    }

    private async Task UploadAsync(HttpContext context, string id)
    {
        using var copy = new MemoryStream();
        await context.Request.Body.CopyToAsync(copy, context.RequestAborted);
        var checksum = $"sha256:{Convert.ToHexStringLower(SHA256.HashData(copy.ToArray()))}";
        if (context.Request.Headers["X-Checksum"] != checksum || context.Request.ContentType != "application/zip")
        {
            await StandInApi.WriteErrorAsync(context, 400, ErrorCode.InvalidRequest, "The upload did not arrive whole.");
            return;
        }

        Uploads.Enqueue(copy.ToArray());
        context.Response.StatusCode = 201;
        await agents.WithAsync(context, id, _ => StandInApi.WriteAsync(
            context, new ArtifactUploaded { UploadId = $"upl_{Uploads.Count}", Checksum = checksum, SizeBytes = copy.Length }));
    }

    private async Task CreateAsync(HttpContext context, string id)
    {
        var request = await StandInApi.ReadAsync<CreateDeploymentRequest>(context);
        Created.Enqueue(request);
        Keys.Enqueue(context.Request.Headers["Idempotency-Key"].ToString());
        var version = All.Values.Count(deployment => deployment.AgentId == id) + 1;
        var made = Add(id, version, DeploymentStatus.Deploying) with { Phase = DeploymentPhase.Validate, PercentComplete = 0, CommitHash = request.CommitHash };
        All[made.DeploymentId] = made;
        context.Response.StatusCode = 202;
        await StandInApi.WriteAsync(context, new DeploymentAccepted { DeploymentId = made.DeploymentId, Version = version, Status = made.Status, StatusUrl = $"/v1/deployments/{made.DeploymentId}/status" });
    }

    private async Task RollBackAsync(HttpContext context, string id)
    {
        var request = await StandInApi.ReadAsync<RollbackRequest>(context);
        var target = All[request.DeploymentId!];
        if (agents.All[id].ActiveDeploymentId is { } active && active != target.DeploymentId)
        {
            All[active] = All[active] with { Status = DeploymentStatus.RolledBack };
        }

        agents.All[id] = agents.All[id] with { ActiveDeploymentId = target.DeploymentId, Status = AgentStatus.Active };
        await StandInApi.WriteAsync(context, All[target.DeploymentId] = target with { Status = DeploymentStatus.Active, DeployedAt = Then.AddYears(++rollbacks) });
    }

    private async Task EventsAsync(HttpContext context, string id)
    {
        var last = context.Request.Headers["Last-Event-ID"].ToString();
        Resumed.Enqueue(last);
        await StandInApi.StartEventsAsync(context);
        var sent = 0;
        for (var index = int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen + 1 : 0; index < Phases.Length && Phases[index] <= LastPhase; index++)
        {
            if (sent++ == BreakAfter)
            {
                return;
            }

            var progress = new DeploymentProgress { Phase = Phases[index], PercentComplete = (index + 1) * 20, Message = $"step {index}" };
            await StandInApi.WriteEventAsync(context, "progress", progress, $"{index}");
            if (Hang && All[id].Status is DeploymentStatus.Deploying)
            {
                Hanging.TrySetResult();
                await cancelled.Task.WaitAsync(context.RequestAborted);
            }
        }

        await StandInApi.WriteEventAsync(context, "log", new DeploymentLogLine { Timestamp = Then, Phase = DeploymentPhase.Bundle, Level = "warn", Message = "an unused import" }, "4");
        await StandInApi.WriteEventAsync(context, "done", End(id), "5");
    }

    private Task StatusAsync(HttpContext context, string id)
    {
        var running = Polls-- > 0;
        context.Response.StatusCode = running ? 202 : 200;
        context.Response.Headers.RetryAfter = "0";
        return StandInApi.WriteAsync(context, new OrchestrationStatus
        {
            Name = "DeployAgent",
            InstanceId = id,
            RuntimeStatus = running ? "Running" : "Completed",
            CustomStatus = new DeploymentProgress { Phase = DeploymentPhase.Bundle, PercentComplete = 40 },
            Output = running ? null : End(id),
            CreatedTime = Then,
            LastUpdatedTime = Then,
        });
    }

    private Deployment End(string id, DeploymentStatus? status = null)
    {
        var ended = All[id].Status is not DeploymentStatus.Deploying ? All[id]
            : status is null ? Outcome(All[id] with { Phase = LastPhase, PercentComplete = 100, EndedAt = Then })
            : All[id] with { Status = status.Value, EndedAt = Then };
        return All[id] = ended;
    }
}
