using System.Net;
using System.Text.Json;
using Webhost.Core.Results;
using Webhost.Providers.AgentCore.Tests.Fakes;

namespace Webhost.Providers.AgentCore.Tests.Deployments;

public sealed class AgentDeployerTests
{
    [Fact]
    public async Task A_first_deployment_makes_a_runtime_that_AWS_will_run()
    {
        await using var runtime = new TestRuntime();

        var deployed = await runtime.Provider.DeployAsync(TestRuntime.Deployment(), CancellationToken.None);

        var reference = deployed.Value;
        var made = Assert.Single(runtime.Aws.Runtimes.Values);
        Assert.Equal(48, made.Name.Length);
        Assert.EndsWith("_agt_0123456789abcdef0123456789abcdef", made.Name, StringComparison.Ordinal);
        Assert.Equal((made.Arn, made.Id, "2", "live"), (reference["agentRuntimeArn"], reference["runtimeId"], reference["runtimeVersion"], reference["endpoint"]));
        Assert.Equal("2", made.LiveVersion);
        Assert.True(made.Versions[1].Request["metadataConfiguration"]!["requireMMDSV2"]!.GetValue<bool>());
        Assert.Null(made.Versions[0].Request["metadataConfiguration"]);
        foreach (var member in (string[])["agentRuntimeArtifact", "roleArn", "networkConfiguration", "environmentVariables", "lifecycleConfiguration"])
        {
            // An update replaces everything: what it leaves out is gone.
            Assert.Equal(made.Versions[0].Request[member]!.ToJsonString(), made.Versions[1].Request[member]!.ToJsonString());
        }

        Assert.Equal("{\"userId\":\"usr_0123456789abcdef0123456789abcdef\",\"agentId\":\"agt_0123456789abcdef0123456789abcdef\",\"deploymentId\":\"dep_1\"}", made.Versions[0].Request["tags"]!.ToJsonString());
    }

    [Fact]
    public async Task The_archive_lies_in_S3_by_its_hash_and_is_tagged()
    {
        await using var runtime = new TestRuntime();

        await runtime.Provider.DeployAsync(TestRuntime.Deployment(hash: "abc123"), CancellationToken.None);
        await runtime.Provider.DeployAsync(TestRuntime.Deployment("dep_2", hash: "abc123"), CancellationToken.None);

        var (key, _) = Assert.Single(runtime.Aws.Objects);
        Assert.EndsWith("/agt_0123456789abcdef0123456789abcdef/abc123.zip", key, StringComparison.Ordinal);
        Assert.Contains("agentId=agt_0123456789abcdef0123456789abcdef", runtime.Aws.ObjectTags[key], StringComparison.Ordinal);
        Assert.Contains("deploymentId=dep_2", runtime.Aws.ObjectTags[key], StringComparison.Ordinal);
        Assert.Equal(1, runtime.Aws.Count("S3PUT"));
    }

    [Fact]
    public async Task Secrets_go_to_the_credential_provider_and_nowhere_else()
    {
        await using var runtime = new TestRuntime();
        var secrets = new Dictionary<string, string>(StringComparer.Ordinal) { ["OPENAI_API_KEY"] = "sk-very-secret" };

        await runtime.Provider.DeployAsync(TestRuntime.Deployment(secrets: secrets), CancellationToken.None);

        var (name, document) = Assert.Single(runtime.Aws.Keys);
        Assert.Equal(name, (string)Assert.Single(runtime.Aws.Runtimes.Values).Versions[^1].Request["environmentVariables"]!["WEBHOST_SECRETS_PROVIDER"]!);
        using var read = JsonDocument.Parse(document);
        Assert.Equal("sk-very-secret", read.RootElement.GetProperty("secrets").GetProperty("OPENAI_API_KEY").GetString());
        Assert.Equal("telemetry-secret", read.RootElement.GetProperty("telemetry").GetProperty("secret").GetString());
        Assert.All(
            runtime.Aws.Calls.Where(call => !call.Operation.EndsWith("ApiKeyCredentialProvider", StringComparison.Ordinal)),
            call => Assert.DoesNotContain("secret", call.Body.Replace("WEBHOST_SECRETS_PROVIDER", string.Empty, StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task What_the_credential_provider_is_called_can_t_be_told_from_the_agent()
    {
        await using var here = new TestRuntime();
        await using var elsewhere = new TestRuntime();

        foreach (var runtime in new[] { here, elsewhere })
        {
            await runtime.Provider.DeployAsync(TestRuntime.Deployment(), CancellationToken.None);
            await runtime.Provider.DeployAsync(TestRuntime.Deployment("dep_2"), CancellationToken.None);
        }

        Assert.NotEqual(Assert.Single(here.Aws.Keys).Key, Assert.Single(elsewhere.Aws.Keys).Key);
        Assert.Matches("^wh_[0-9a-f]{8}_agt_[0-9a-f]{32}-[0-9a-f]{32}$", Assert.Single(here.Aws.Keys).Key);
    }

    [Fact]
    public async Task Repeating_a_deployment_makes_nothing_new()
    {
        await using var runtime = new TestRuntime();

        var first = await runtime.Provider.DeployAsync(TestRuntime.Deployment(), CancellationToken.None);
        var again = await runtime.Provider.DeployAsync(TestRuntime.Deployment(), CancellationToken.None);

        Assert.Equal(first.Value.Values, again.Value.Values);
        Assert.Equal(2, Assert.Single(runtime.Aws.Runtimes.Values).Versions.Count);
    }

    [Fact]
    public async Task A_second_deployment_is_one_more_version_of_the_same_runtime()
    {
        await using var runtime = new TestRuntime();

        await runtime.Provider.DeployAsync(TestRuntime.Deployment(), CancellationToken.None);
        var second = await runtime.Provider.DeployAsync(TestRuntime.Deployment("dep_2"), CancellationToken.None);

        Assert.Equal("3", second.Value["runtimeVersion"]);
        Assert.Equal("3", Assert.Single(runtime.Aws.Runtimes.Values).LiveVersion);
    }

    [Theory]
    [InlineData("TagResource")]
    [InlineData("GetAgentRuntimeEndpoint")]
    public async Task A_version_that_can_t_be_tagged_does_not_serve(string refused)
    {
        await using var runtime = new TestRuntime();
        await runtime.Provider.DeployAsync(TestRuntime.Deployment(), CancellationToken.None);
        runtime.Aws.Interfere = operation => operation == refused ? FakeAws.Error(403, "AccessDeniedException") : null;

        var second = await runtime.Provider.DeployAsync(TestRuntime.Deployment("dep_2"), CancellationToken.None);

        Assert.NotNull(second.Failure);
        Assert.Equal("2", Assert.Single(runtime.Aws.Runtimes.Values).LiveVersion);
    }

    [Fact]
    public async Task Going_back_only_moves_the_endpoint()
    {
        await using var runtime = new TestRuntime();
        var first = await runtime.Provider.DeployAsync(TestRuntime.Deployment(), CancellationToken.None);
        await runtime.Provider.DeployAsync(TestRuntime.Deployment("dep_2"), CancellationToken.None);

        var back = await runtime.Provider.ActivateAsync(TestRuntime.Deployment(previous: first.Value), CancellationToken.None);

        var made = Assert.Single(runtime.Aws.Runtimes.Values);
        Assert.Equal(("2", "2", 3), (back.Value["runtimeVersion"], made.LiveVersion, made.Versions.Count));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Going_back_to_a_version_that_AWS_has_deleted_makes_it_anew_from_the_stored_archive(bool keepsTokens)
    {
        await using var runtime = new TestRuntime();
        runtime.Aws.KeepsTokens = keepsTokens;
        var first = await runtime.Provider.DeployAsync(TestRuntime.Deployment(), CancellationToken.None);
        await runtime.Provider.DeployAsync(TestRuntime.Deployment("dep_2"), CancellationToken.None);
        var made = Assert.Single(runtime.Aws.Runtimes.Values);
        made.Versions.RemoveAll(version => version.Number < 3);
        runtime.Aws.Objects.Clear();

        var back = await runtime.Provider.ActivateAsync(TestRuntime.Deployment(previous: first.Value), CancellationToken.None);

        Assert.Equal(("4", "4"), (back.Value["runtimeVersion"], made.LiveVersion));
        Assert.Single(runtime.Aws.Objects);
    }

    [Fact]
    public async Task Variables_that_are_too_large_together_are_refused_before_any_call()
    {
        await using var runtime = new TestRuntime();
        var plain = new Dictionary<string, string>(StringComparer.Ordinal) { ["A"] = new string('x', 2000), ["LONGEST"] = new string('y', 2100) };

        var deployed = await runtime.Provider.DeployAsync(TestRuntime.Deployment(plain: plain), CancellationToken.None);

        var failure = Assert.IsType<Failure.Invalid>(deployed.Failure);
        Assert.Contains("at most 4096", failure.Message, StringComparison.Ordinal);
        Assert.Contains("'LONGEST'", failure.Message, StringComparison.Ordinal);
        Assert.Empty(runtime.Aws.Calls);
    }

    [Theory]
    [InlineData("PYTHON_3_12", "src/main.py", null, "/var/task")]
    [InlineData("PYTHON_3_12", "src/main.py", "lib", "lib:/var/task")]
    [InlineData("PYTHON_3_12", "main.py", "lib", "lib")]
    [InlineData("PYTHON_3_12", "main.py", null, null)]
    [InlineData("NODE_22", "src/index.js", null, null)]
    public async Task Python_in_a_folder_finds_what_lies_at_the_root_of_the_code(string language, string entryPoint, string? own, string? path)
    {
        await using var runtime = new TestRuntime();
        var plain = own is null ? null : new Dictionary<string, string>(StringComparer.Ordinal) { ["PYTHONPATH"] = own };
        var facts = new Dictionary<string, string>(StringComparer.Ordinal) { ["codeRuntime"] = language, ["entryPoint"] = entryPoint, ["sha256"] = "aa" };

        await runtime.Provider.DeployAsync(TestRuntime.Deployment(plain: plain) with { BuildFacts = facts }, CancellationToken.None);

        Assert.Equal(path, (string?)Assert.Single(runtime.Aws.Runtimes.Values).Versions[^1].Request["environmentVariables"]!["PYTHONPATH"]);
    }

    [Fact]
    public async Task What_the_platform_adds_to_the_variables_counts_too()
    {
        await using var runtime = new TestRuntime();
        var plain = new Dictionary<string, string>(StringComparer.Ordinal) { ["A"] = new string('x', 4096) };

        Assert.Equal(BytesOf(await RefusalAsync("main.py")) + "PYTHONPATH/var/task".Length, BytesOf(await RefusalAsync("src/main.py")));

        async Task<string> RefusalAsync(string entryPoint)
        {
            var facts = new Dictionary<string, string>(StringComparer.Ordinal) { ["codeRuntime"] = "PYTHON_3_12", ["entryPoint"] = entryPoint, ["sha256"] = "aa" };
            return (await runtime.Provider.DeployAsync(TestRuntime.Deployment(plain: plain) with { BuildFacts = facts }, CancellationToken.None)).Failure!.Message;
        }

        static int BytesOf(string message) => int.Parse(message.Split("take ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("V2", 1400, false)]
    [InlineData("V2", 900, true)]
    [InlineData("V1", 1400, true)]
    public async Task The_platforms_version_decides_how_large_variables_may_be(string version, int length, bool fits)
    {
        await using var runtime = new TestRuntime(("AgentCore:PlatformVersion", version));

        var deployed = await runtime.Provider.DeployAsync(TestRuntime.Deployment(plain: new Dictionary<string, string>(StringComparer.Ordinal) { ["A"] = new string('x', length) }), CancellationToken.None);

        Assert.Equal(fits, deployed.Succeeded);
        Assert.All(runtime.Aws.Runtimes.Values.SelectMany(made => made.Versions), made => Assert.Equal(version, made.Request["platformVersion"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_runtime_that_can_not_be_made_ends_with_AWSs_reason()
    {
        await using var runtime = new TestRuntime();
        runtime.Aws.FailureReason = "The archive has no main.py.";

        var deployed = await runtime.Provider.DeployAsync(TestRuntime.Deployment(), CancellationToken.None);

        var failure = Assert.IsType<Failure.DeploymentFailed>(deployed.Failure);
        Assert.Contains("The archive has no main.py.", failure.Message, StringComparison.Ordinal);
        Assert.False(failure.Retryable);
    }

    [Fact]
    public async Task A_runtime_that_could_not_be_made_is_replaced_by_the_next_deployment()
    {
        await using var runtime = new TestRuntime();
        runtime.Aws.FailureReason = "The archive has no main.py.";
        await runtime.Provider.DeployAsync(TestRuntime.Deployment(), CancellationToken.None);
        runtime.Aws.FailureReason = null;

        var deployed = await runtime.Provider.DeployAsync(TestRuntime.Deployment("dep_2"), CancellationToken.None);

        Assert.Equal("2", deployed.Value["runtimeVersion"]);
        Assert.Single(runtime.Aws.Runtimes);
    }

    [Theory]
    [InlineData(400, "ValidationException", false)]
    [InlineData(401, "UnauthorizedException", false)]
    [InlineData(402, "ServiceQuotaExceededException", false)]
    [InlineData(403, "AccessDeniedException", false)]
    [InlineData(429, "ThrottlingException", true)]
    [InlineData(500, "InternalServerException", true)]
    [InlineData(503, "ServiceException", true)]
    public async Task A_refusal_of_the_control_plane_says_whether_another_attempt_may_help(int status, string type, bool retryable)
    {
        await using var runtime = new TestRuntime();
        runtime.Aws.Interfere = operation => operation is "CreateAgentRuntime" ? FakeAws.Error(status, type) : null;

        var deployed = await runtime.Provider.DeployAsync(TestRuntime.Deployment(), CancellationToken.None);

        var failure = Assert.IsType<Failure.DeploymentFailed>(deployed.Failure);
        Assert.Equal(retryable, failure.Retryable);
        Assert.DoesNotContain("said by AWS", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_without_the_runtime_deploys_nothing()
    {
        await using var runtime = new TestRuntime();

        var deployed = await runtime.Provider.DeployAsync(TestRuntime.Deployment() with { Entitled = false }, CancellationToken.None);

        Assert.IsType<Failure.Denied>(deployed.Failure);
        Assert.Empty(runtime.Aws.Calls);
    }

    [Fact]
    public async Task Network_lifecycle_and_capacity_come_from_settings()
    {
        await using var runtime = new TestRuntime(
            ("AgentCore:Subnets", "subnet-1 subnet-2"),
            ("AgentCore:SecurityGroups", "sg-1"),
            ("AgentCore:SessionIdleTimeout", "00:05:00"),
            ("AgentCore:SessionLifetime", "01:00:00"),
            ("AgentCore:CapacityProviderArn", "arn:capacity"));

        await runtime.Provider.DeployAsync(TestRuntime.Deployment(), CancellationToken.None);

        var request = Assert.Single(runtime.Aws.Runtimes.Values).Versions[1].Request;
        Assert.Equal("{\"networkMode\":\"VPC\",\"networkModeConfig\":{\"securityGroups\":[\"sg-1\"],\"subnets\":[\"subnet-1\",\"subnet-2\"]}}", request["networkConfiguration"]!.ToJsonString());
        Assert.Equal("{\"idleRuntimeSessionTimeout\":300,\"maxLifetime\":3600}", request["lifecycleConfiguration"]!.ToJsonString());
        Assert.Equal("{\"capacityProviderArn\":\"arn:capacity\"}", request["capacityProviderConfiguration"]!.ToJsonString());
    }

    [Fact]
    public async Task An_image_is_deployed_by_its_address()
    {
        await using var runtime = new TestRuntime();
        var input = TestRuntime.Deployment() with { BuildFacts = new Dictionary<string, string>(StringComparer.Ordinal) { ["containerUri"] = "123456789012.dkr.ecr.us-east-1.amazonaws.com/agent:1" } };

        var deployed = await runtime.Provider.DeployAsync(input, CancellationToken.None);

        Assert.True(deployed.Succeeded);
        Assert.Equal(
            "{\"containerConfiguration\":{\"containerUri\":\"123456789012.dkr.ecr.us-east-1.amazonaws.com/agent:1\"}}",
            Assert.Single(runtime.Aws.Runtimes.Values).Versions[1].Request["agentRuntimeArtifact"]!.ToJsonString());
        Assert.Empty(runtime.Aws.Objects);
    }

    [Fact]
    public async Task The_versions_of_deployments_that_never_served_are_removed_as_soon_as_there_is_a_newer_one()
    {
        await using var runtime = new TestRuntime();
        var first = await runtime.Provider.DeployAsync(TestRuntime.Deployment(), CancellationToken.None);
        await runtime.Provider.DeployAsync(TestRuntime.Deployment("dep_2"), CancellationToken.None);
        await runtime.Provider.DeployAsync(TestRuntime.Deployment("dep_3"), CancellationToken.None);
        await runtime.Provider.ActivateAsync(TestRuntime.Deployment(previous: first.Value), CancellationToken.None);
        var made = Assert.Single(runtime.Aws.Runtimes.Values);

        var removed = await runtime.Provider.RemoveDeploymentsAsync(TestRuntime.Agent, ["dep_2", "dep_3"], CancellationToken.None);

        Assert.True(removed.Succeeded);
        Assert.Equal([1, 2, 4], made.Versions.Select(version => version.Number));
        await runtime.Provider.DeployAsync(TestRuntime.Deployment("dep_4"), CancellationToken.None);
        await runtime.Provider.RemoveDeploymentsAsync(TestRuntime.Agent, ["dep_2", "dep_3"], CancellationToken.None);
        Assert.Equal([1, 2, 5], made.Versions.Select(version => version.Number));
    }

    [Fact]
    public async Task Archives_of_deployments_that_never_served_are_removed_with_them_unless_something_else_needs_them()
    {
        await using var runtime = new TestRuntime();
        await runtime.Provider.DeployAsync(TestRuntime.Deployment(hash: "served"), CancellationToken.None);
        await runtime.Provider.DeployAsync(TestRuntime.Deployment("dep_2", hash: "failed"), CancellationToken.None);
        await runtime.Provider.DeployAsync(TestRuntime.Deployment("dep_3", hash: "served"), CancellationToken.None);
        runtime.Aws.Interfere = operation => operation is "UpdateAgentRuntime" ? FakeAws.Error(403, "AccessDeniedException") : null;
        await runtime.Provider.DeployAsync(TestRuntime.Deployment("dep_4", hash: "never-a-version"), CancellationToken.None);
        await runtime.Provider.DeployAsync(TestRuntime.Deployment("dep_5", hash: "on-its-way"), CancellationToken.None);
        runtime.Aws.Interfere = _ => null;

        var removed = await runtime.Provider.RemoveDeploymentsAsync(TestRuntime.Agent, ["dep_2", "dep_3", "dep_4"], CancellationToken.None);

        Assert.True(removed.Succeeded);
        Assert.Equal(["on-its-way.zip", "served.zip"], runtime.Aws.Objects.Keys.Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Removing_an_agent_leaves_nothing_behind_and_may_be_repeated()
    {
        await using var runtime = new TestRuntime();
        await runtime.Provider.DeployAsync(TestRuntime.Deployment(), CancellationToken.None);

        var removed = await runtime.Provider.RemoveAgentAsync(TestRuntime.Agent, CancellationToken.None);
        var again = await runtime.Provider.RemoveAgentAsync(TestRuntime.Agent, CancellationToken.None);

        Assert.True(removed.Succeeded && again.Succeeded);
        Assert.Empty(runtime.Aws.Runtimes);
        Assert.Empty(runtime.Aws.Keys);
        Assert.Empty(runtime.Aws.Objects);
    }

    [Fact]
    public async Task A_probe_tells_whether_the_endpoint_serves_the_deployment()
    {
        await using var runtime = new TestRuntime();
        var first = await runtime.Provider.DeployAsync(TestRuntime.Deployment(), CancellationToken.None);
        var well = await runtime.Provider.ProbeAsync(first.Value, "secret", CancellationToken.None);
        await runtime.Provider.DeployAsync(TestRuntime.Deployment("dep_2"), CancellationToken.None);

        var moved = await runtime.Provider.ProbeAsync(first.Value, "secret", CancellationToken.None);

        Assert.True(well.Succeeded);
        Assert.True(moved.Failure.Retryable);
    }

    [Fact]
    public async Task The_health_check_tells_refused_credentials_from_an_outage()
    {
        await using var refused = new TestRuntime();
        refused.Aws.Interfere = _ => FakeAws.Error(403, "AccessDeniedException");
        await using var down = new TestRuntime();
        down.Aws.Interfere = _ => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);

        var credentials = await refused.Provider.HealthcheckAsync(CancellationToken.None);
        var outage = await down.Provider.HealthcheckAsync(CancellationToken.None);

        Assert.Equal((false, "auth"), (credentials.Failure.Retryable, ((Failure.RuntimeError)credentials.Failure).ErrorClass));
        Assert.True(outage.Failure.Retryable);
    }
}
