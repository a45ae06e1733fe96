using Webhost.Core.Invocation;
using Webhost.Core.Telemetry;
using Webhost.Core.Tests.Doubles;

namespace Webhost.Core.Tests.Telemetry;

public sealed class MeteredInvocationTests
{
    private static readonly InvocationId Id = InvocationId.New(new FakeClock());

    [Theory]
    [InlineData(true, 1_000, 60_000, 60_000)]
    [InlineData(true, 1_000, 400, 1_000)]
    [InlineData(true, 1_000, null, 1_000)]
    [InlineData(false, 1_000, 60_000, 1_000)]
    public void A_report_raises_the_duration_only_of_what_a_killed_gateway_did_not_measure_to_its_end(bool unfinished, long measured, int? reported, long counts) =>
        Assert.Equal(counts, new MeteredInvocation(Id, Measured() with { Unfinished = unfinished, DurationMs = measured }, reported is { } ms ? Reported() with { ComputeMs = ms } : null).ComputeMs);

    private static InvocationMeasurement Measured() => new()
    {
        InvocationId = Id,
        UserId = "usr_1",
        AgentId = "agt_1",
        DeploymentId = "dep_1",
        RuntimeProvider = FakeRuntime.Name,
        SessionId = "ses_1",
        TraceId = "trace",
        StartedAt = Id.CreatedAt,
        DurationMs = 20,
    };

    private static MeteredEvent Reported() => new()
    {
        InvocationId = Id,
        UserId = "usr_1",
        AgentId = "agt_1",
        DeploymentId = "dep_1",
        RuntimeProvider = FakeRuntime.Name,
        Timestamp = Id.CreatedAt,
        Tokens = 0,
        ComputeMs = 20,
    };
}
