namespace Webhost.Providers.Conformance.Tests.AgentCore;

public sealed class AgentCoreConformanceTests(AgentCoreRuntime runtime) : RuntimeConformance<AgentCoreRuntime>(runtime)
{
    private readonly AgentCoreRuntime runtime = runtime;

    [Fact]
    public async Task Going_back_to_the_first_deployment_after_AWS_has_deleted_its_versions_runs_that_deployment()
    {
        await using var agent = new TestAgent(runtime);
        var first = await agent.DeployAsync();
        await agent.DeployAsync("second");
        await runtime.PassAsync(TimeSpan.FromDays(45));

        await agent.ActivateAsync(first);

        Assert.Equal("first 1", await agent.AskAsync("count"));
        Assert.Equal("4", agent.Reference["runtimeVersion"]);
    }

    [Fact]
    public async Task Variables_may_be_as_large_as_the_platforms_version_says()
    {
        await using var agent = new TestAgent(runtime);

        await agent.DeployAsync(plain: new Dictionary<string, string>(StringComparer.Ordinal) { ["LARGE"] = new string('x', 3000) });

        Assert.Equal("hello", await agent.AskAsync("echo hello"));
    }
}
