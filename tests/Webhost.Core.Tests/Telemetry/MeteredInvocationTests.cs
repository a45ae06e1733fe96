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

    [Theory]
    [InlineData(0, true, 40, true)]
    [InlineData(7, true, 7, true)]
    [InlineData(7, false, 7, false)]
    [InlineData(0, false, 0, false)]
    public void The_gateway_s_estimate_of_tokens_stays_when_the_report_s_is_of_nothing(long reported, bool estimated, long counts, bool isEstimate)
    {
        var invocation = new MeteredInvocation(Id, Measured() with { EstimatedTokens = 40 }, Reported() with { Tokens = reported, TokensEstimated = estimated });

        Assert.Equal((counts, isEstimate), (invocation.Tokens, invocation.TokensEstimated));
    }

    [Theory]
    [InlineData(false, null, "tool", null)]
    [InlineData(false, "limit", "tool", "limit")]
    [InlineData(true, null, "tool", "tool")]
    [InlineData(null, null, "tool", "tool")]
    public void A_report_tells_of_an_error_only_where_the_gateway_did_not_see_the_end(bool? unfinished, string? measured, string reported, string? counts) => Assert.Equal(
        counts,
        new MeteredInvocation(Id, unfinished is { } cut ? Measured() with { Unfinished = cut, ErrorClass = measured } : null, Reported() with { ErrorClass = reported }).ErrorClass);

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
