using System.IO.Compression;
using System.Text;
using Webhost.Contracts.Metrics;
using Webhost.Contracts.Telemetry;
using Webhost.Core.Agents;
using Webhost.Core.Deployments;
using Webhost.Core.Invocation;
using Webhost.Core.Metrics;
using Webhost.Core.Results;
using Webhost.Core.Telemetry;
using Webhost.Core.Tests.Doubles;

namespace Webhost.Core.Tests.Telemetry;

/// <summary>An agent with deployments, whose workload and gateway report by way of any process, and whose hours are rolled up apart from all others.</summary>
internal sealed class MeteredAgent(World world, AgentRecord agent, IReadOnlyList<string> deployments)
{
    public string AgentId => agent.AgentId;

    public string UserId => agent.UserId;

    public IReadOnlyList<string> Deployments => deployments;

    public IDirtyHours Dirty => new OurDirtyHours(world.Get<IDirtyHours>(), AgentId);

    public static async Task<MeteredAgent> NewAsync(World world, int deployments = 1)
    {
        var agent = await world.NewAgentAsync($"metered{Guid.NewGuid():n}"[..20]);
        var ids = new List<string>();
        for (var version = 1; version <= deployments; version++)
        {
            ids.Add(DeploymentId.New(world.Clock).Value);
            await world.Get<IDeploymentStore>().AddAsync(
                new DeploymentRecord
                {
                    DeploymentId = ids[^1],
                    AgentId = agent.AgentId,
                    UserId = agent.UserId,
                    Version = version,
                    RuntimeProvider = FakeRuntime.Name,
                    UploadId = "upl_x",
                    Checksum = "sha256:00",
                    SizeBytes = 1,
                    DeployedBy = agent.UserId,
                    CreatedAt = world.Clock.GetUtcNow(),
                    Env = new Dictionary<string, string>(StringComparer.Ordinal),
                    DeclaredKeys = [],
                },
                default);
        }

        return new MeteredAgent(world, agent, ids);
    }

    public static InvocationId IdAt(DateTimeOffset time) => InvocationId.New(new FakeClock(time));

    /// <summary>Sends a signed report of a deployment to a process.</summary>
    public async Task<Result<TelemetryAccepted>> SendAsync(World process, string body, string? deploymentId = null, bool packed = false)
    {
        deploymentId ??= deployments[0];
        var bytes = packed ? Pack(Encoding.UTF8.GetBytes(body)) : Encoding.UTF8.GetBytes(body);
        var signature = Report.Sign(bytes, await process.Get<WorkloadKeys>().TelemetrySecretAsync(deploymentId, default));
        return await process.Get<TelemetryIngestion>().ReceiveAsync(new SignedReport(bytes, packed ? "gzip" : null, deploymentId, signature), default);
    }

    public Task<Result<TelemetryAccepted>> ReportAsync(params InvocationId[] ids) =>
        SendAsync(world, Report.Of(world.Clock.GetUtcNow(), ids.Select(id => Report.Event(id.Value, id.CreatedAt))));

    public Task MeasureAsync(params InvocationMeasurement[] measurements) => world.Get<ITelemetryStore>().AddMeasurementsAsync(measurements, default);

    public InvocationMeasurement Measurement(InvocationId id, string? deploymentId = null) => new()
    {
        InvocationId = id,
        UserId = UserId,
        AgentId = AgentId,
        DeploymentId = deploymentId ?? deployments[0],
        RuntimeProvider = FakeRuntime.Name,
        SessionId = "ses_1",
        TraceId = "trace",
        StartedAt = id.CreatedAt,
        DurationMs = 20,
    };

    /// <summary>The roll-ups of a process, of this agent alone.</summary>
    public HourlyRollups Rollups(World? process = null, ITelemetryStore? telemetry = null, IHourlyStore? hourly = null)
    {
        var from = process ?? world;
        var store = hourly ?? from.Get<IHourlyStore>();
        return new HourlyRollups(
            new OurDirtyHours(from.Get<IDirtyHours>(), AgentId),
            store,
            new RawHours(telemetry ?? from.Get<ITelemetryStore>(), from.Get<Core.Providers.RuntimeProviders>()),
            new UsageCorrector(store, from.Corrections, from.Get<Core.Users.UserDirectory>()),
            from.Get<MetricsMeter>(),
            from.Clock);
    }

    public async Task<bool> IsDirtyAsync() => await Dirty.ReadAsync(default).AnyAsync();

    public async Task<AgentMetrics> MetricsAsync(TimeSpan ago, string step) =>
        (await world.Get<AgentMetricsReader>().ReadAsync(world.Caller, AgentId, Query(ago, step), default)).Value;

    private MetricsQuery Query(TimeSpan ago, string step)
    {
        var now = world.Clock.GetUtcNow();
        return MetricsQuery.Of(Report.Time(now - ago), to: null, step, deploymentId: null, now).Value;
    }

    private static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
