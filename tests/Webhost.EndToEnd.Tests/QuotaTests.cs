using System.Globalization;
using System.Net;
using Webhost.Contracts.Errors;
using Webhost.Contracts.Limits;
using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests;

/// <summary>A plan's limit is exact though two control planes admit at once and one of them is killed.</summary>
public sealed class QuotaTests(QuotaTests.TwoControlPlanes fixture) : IClassFixture<QuotaTests.TwoControlPlanes>
{
    private const int Limit = 100;

    private readonly LocalStack stack = fixture.Stack;

    [Fact]
    public async Task Two_hundred_callers_at_two_control_planes_are_admitted_exactly_up_to_the_limit()
    {
        using var first = await stack.SignInAsync("ada");
        using var second = first.At(stack.ControlPlaneAt(2));
        var agentId = await NewAgentAsync(first);

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(number => (number % 2 == 0 ? first : second).TryInvokeAsync(agentId, "x")));

        Assert.Equal(Limit, answers.Count(answer => answer.IsSuccessStatusCode));
        var refused = answers.First(answer => !answer.IsSuccessStatusCode);
        var error = await ApiClient.ErrorAsync(refused, HttpStatusCode.PaymentRequired);
        Assert.Equal((ErrorCode.LimitExceeded, "requestsPerMonth", Limit, Limit), (error.Code, error.Limit!.Name, error.Limit.Used, error.Limit.Allowed));
        Assert.Equal((Limit, 0), (Number(refused, "RateLimit-Limit"), Number(refused, "RateLimit-Remaining")));
        Assert.Equal(Number(refused, "RateLimit-Reset"), refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds);
        Assert.InRange(Number(refused, "RateLimit-Reset"), 1, TimeSpan.FromDays(31).TotalSeconds);
        foreach (var api in new[] { first, second })
        {
            Assert.Equal(HttpStatusCode.PaymentRequired, (await api.TryInvokeAsync(agentId, "x")).StatusCode);
            Assert.Equal(Limit, await UsedAsync(api));
        }
    }

    [Fact]
    public async Task What_a_killed_control_plane_held_is_there_for_the_other_and_its_successor_counts_on()
    {
        using var first = await stack.SignInAsync("grace");
        using var second = first.At(stack.ControlPlaneAt(2));
        var agentId = await NewAgentAsync(first);
        await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => second.InvokeAsync(agentId, "x")));
        await Eventually.TrueAsync(async () => await UsedAsync(first) == 30, "the count of a quiet control plane");

        stack.KillControlPlane(2);

        Assert.Equal(Limit - 30, await AdmittedAsync(first, agentId));
        await Eventually.TrueAsync(async () => await IsRefusedAsync(second, agentId), "the successor's refusal", TimeSpan.FromSeconds(60));
        Assert.Equal(Limit, await UsedAsync(first));
    }

    [Fact]
    public async Task A_control_plane_that_is_killed_at_work_never_lets_more_in_than_the_limit()
    {
        using var first = await stack.SignInAsync("edsger");
        using var second = first.At(stack.ControlPlaneAt(2));
        var agentId = await NewAgentAsync(first);
        await second.InvokeAsync(agentId, "x");

        var calls = Enumerable.Range(0, 60).Select(number => TryInvokeAsync(number % 2 == 0 ? first : second, agentId)).ToList();
        await Task.WhenAny(calls.Where((_, number) => number % 2 == 1));
        stack.KillControlPlane(2);
        var outcomes = await Task.WhenAll(calls);
        var cut = outcomes.Count(outcome => outcome is null);
        var admitted = 1 + outcomes.Count(outcome => outcome == HttpStatusCode.OK) + await AdmittedAsync(first, agentId);

        // What it had got ready for goes with it: an eighth of what is left, at most.
        Assert.InRange(admitted, Limit - cut - (Limit / 8), Limit);
        await Eventually.TrueAsync(async () => await IsRefusedAsync(second, agentId), "the successor's refusal", TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task An_answer_tells_how_many_requests_are_left_and_what_the_limits_are()
    {
        using var api = await stack.SignInAsync("barbara");
        var agentId = await NewAgentAsync(api);

        var answer = await api.TryInvokeAsync(agentId, "x");
        var limits = await api.GetAsync<LimitsView>("/v1/limits");

        Assert.Equal((Limit, Limit - 1), (Number(answer, "RateLimit-Limit"), Number(answer, "RateLimit-Remaining")));
        var days = (limits.PeriodEnd - limits.PeriodStart).TotalDays;
        Assert.Equal(
            string.Create(CultureInfo.InvariantCulture, $"1000;w=1;comment=\"requestsPerSecondPerAgent\", 1000;w=1;comment=\"requestsPerSecondPerUser\", {Limit};w={days * 86_400};comment=\"requestsPerMonth\""),
            string.Join(", ", answer.Headers.GetValues("RateLimit-Policy")));
        Assert.Equal(
            ["requestsPerMonth", "tokensPerMonth", "computeMsPerMonth", "spendCapUsd", "storageBytes", "agents", "agentCoreAgents", "requestsPerSecondPerUser", "requestsPerSecondPerAgent"],
            limits.Limits.Select(limit => limit.Name));
        Assert.True(limits.Limits.Single(limit => limit.Name == "storageBytes").Used > 0);
        Assert.Equal(1, limits.Limits.Single(limit => limit.Name == "agents").Used);
    }

    private static async Task<string> NewAgentAsync(ApiClient api)
    {
        var agent = await api.CreateAgentAsync();
        await api.DeployAsync(agent.AgentId, AgentArchive.Invoking("return 'x';"));
        return agent.AgentId;
    }

    private static async Task<int> AdmittedAsync(ApiClient api, string agentId)
    {
        var admitted = 0;
        while ((await api.TryInvokeAsync(agentId, "x")).IsSuccessStatusCode)
        {
            admitted++;
        }

        return admitted;
    }

    private static async Task<bool> IsRefusedAsync(ApiClient api, string agentId) => await TryInvokeAsync(api, agentId) == HttpStatusCode.PaymentRequired;

    private static async Task<HttpStatusCode?> TryInvokeAsync(ApiClient api, string agentId)
    {
        try
        {
            return (await api.TryInvokeAsync(agentId, "x")).StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static async Task<decimal> UsedAsync(ApiClient api) =>
        (await api.GetAsync<LimitsView>("/v1/limits")).Limits.Single(limit => limit.Name == "requestsPerMonth").Used;

    private static long Number(HttpResponseMessage answer, string header) => long.Parse(Assert.Single(answer.Headers.GetValues(header)), CultureInfo.InvariantCulture);

    /// <summary>Two control planes, and a plan of which requests alone can run out: on a busy machine a hundred answers at once take long enough to spend a free plan's compute.</summary>
    public sealed class TwoControlPlanes : SharedStack
    {
        protected override Task<LocalStack> StartAsync() => LocalStack.StartAsync(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Local__ControlPlanes"] = "2",
            ["Plans__free__requestsPerMonth"] = Limit.ToString(CultureInfo.InvariantCulture),
            ["Plans__free__computeMsPerMonth"] = "unlimited",
        });
    }
}
