using Webhost.Contracts.Agents;
using Webhost.Contracts.ApiKeys;
using Webhost.Contracts.Audit;
using Webhost.Contracts.Deployments;
using Webhost.Contracts.Secrets;
using Webhost.Core.Agents;
using Webhost.Core.ApiKeys;
using Webhost.Core.Audit;
using Webhost.Core.Deployments;
using Webhost.Core.Secrets;
using Webhost.Core.Tests.Doubles;

namespace Webhost.Core.Tests.Audit;

/// <summary>What everybody does leaves its trace, whatever dies in between.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class AuditTrailTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private World world = null!;

    public async Task InitializeAsync() => world = await World.CreateAsync(azurite);

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Every_change_is_recorded_with_who_what_and_how_it_ended()
    {
        var agents = world.Get<AgentDirectory>();
        var agent = await world.NewAgentAsync();
        await agents.UpdateAsync(world.Caller, agent.AgentId, new UpdateAgentRequest { Name = "renamed", Env = new Dictionary<string, string>(StringComparer.Ordinal) { ["MODE"] = "hidden" } }, null, default);
        await agents.SetDisabledAsync(world.Caller, agent.AgentId, disabled: true, null, default);
        await agents.SetDisabledAsync(world.Caller, agent.AgentId, disabled: true, null, default);
        await agents.SetDisabledAsync(world.Caller, agent.AgentId, disabled: false, null, default);
        var one = await world.DeployAsync(agent.AgentId);
        var two = await world.DeployAsync(agent.AgentId);
        await world.Get<Rollbacks>().StartAsync(world.Caller, agent.AgentId, new RollbackRequest { DeploymentId = one.DeploymentId }, world.Get<IOrchestrations>(), default);
        await world.Runner.RunAllAsync();
        await world.Get<AgentSecrets>().SetAsync(world.Caller, agent.AgentId, "TOKEN", new SetSecretRequest { Value = "canary" }, default);
        await world.Get<AgentSecrets>().RemoveAsync(world.Caller, agent.AgentId, "TOKEN", default);
        await world.Get<AgentCloning>().CloneAsync(world.Caller, agent.AgentId, new CloneAgentRequest(), world.Get<IOrchestrations>(), default);
        await world.Runner.RunAllAsync();
        await world.Get<AgentRemoval>().StartAsync(world.Caller, agent.AgentId, null, world.Get<IOrchestrations>(), default);

        var log = await LogAsync();

        Assert.Equal(
            [
                "agent.create", "agent.update", "agent.disable", "agent.enable",
                "artifact.upload", "deployment.start", "agent.activate", "deployment.end",
                "artifact.upload", "deployment.start", "agent.activate", "deployment.end",
                "agent.rollback", "agent.activate", "secret.set", "secret.delete",
                "agent.clone", "deployment.start", "agent.activate", "deployment.end",
                "agent.delete",
            ],
            log.Select(entry => entry.Action));
        Assert.All(log, entry => Assert.Equal(AuditOutcome.Done, entry.Outcome));
        Assert.All(log.Where(entry => entry.Action != AuditActions.DeploymentEnd), entry => Assert.Equal(new AuditActor("user", world.Caller.User.UserId), entry.Actor));
        Assert.Equal("name, env", log[1].Details!["changed"]);
        var flips = log.Where(entry => entry.Action == AuditActions.AgentActivate).ToArray();
        Assert.Equal((one.DeploymentId, two.DeploymentId, one.DeploymentId), (flips[0].Details!["to"], flips[1].Details!["to"], flips[2].Details!["to"]));
        Assert.Equal((one.DeploymentId, "deployment"), (flips[1].Details!["from"], flips[1].Details!["why"]));
        Assert.Equal((two.DeploymentId, "rollback"), (flips[2].Details!["from"], flips[2].Details!["why"]));
        var text = string.Join('\n', log.Select(entry => $"{entry} {string.Join(' ', entry.Details?.Values ?? [])}"));
        Assert.DoesNotContain("canary", text, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_key_that_was_used_is_the_actor_also_of_what_runs_later()
    {
        var agent = await world.NewAgentAsync();
        var upload = await world.UploadAsync(agent.AgentId);
        var created = (await world.Get<ApiKeyRing>().CreateAsync(world.Caller, new CreateApiKeyRequest { Name = "ci", Scopes = ["deploy"] }, default)).Value;
        var byKey = world.Caller with { ApiKeyId = created.ApiKey.KeyId };

        var request = new CreateDeploymentRequest { Artifact = new ArtifactReference { Type = "uploaded_bundle", UploadId = upload } };
        await world.Get<DeploymentDirectory>().CreateAsync(byKey, agent.AgentId, request, world.Get<IOrchestrations>(), default);
        await world.Runner.RunAllAsync();
        await world.Get<ApiKeyRing>().RevokeAsync(world.Caller, created.ApiKey.KeyId, default);

        var log = await LogAsync();
        var actor = new AuditActor("apiKey", created.ApiKey.KeyId);
        Assert.Equal(actor, Assert.Single(log, entry => entry.Action == AuditActions.DeploymentStart).Actor);
        Assert.Equal(actor, Assert.Single(log, entry => entry.Action == AuditActions.AgentActivate).Actor);
        Assert.Equal(created.ApiKey.KeyId, Assert.Single(log, entry => entry.Action == AuditActions.ApiKeyCreate).Target.Id);
        Assert.Equal(created.ApiKey.KeyId, Assert.Single(log, entry => entry.Action == AuditActions.ApiKeyRevoke).Target.Id);
        Assert.DoesNotContain(created.Key, string.Join(' ', log.SelectMany(entry => entry.Details?.Values ?? [])), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_refused_at_the_write_is_recorded_as_failed_and_what_fails_its_checks_is_not()
    {
        await world.NewAgentAsync("taken");

        await world.Get<AgentDirectory>().CreateAsync(world.Caller, new CreateAgentRequest { Name = "taken", RuntimeProvider = FakeRuntime.Name }, default);
        await world.Get<AgentDirectory>().CreateAsync(world.Caller, new CreateAgentRequest { Name = "/", RuntimeProvider = FakeRuntime.Name }, default);

        var log = await LogAsync();
        Assert.Equal([AuditOutcome.Done, AuditOutcome.Failed], log.Select(entry => entry.Outcome));
        Assert.Contains("taken", log[1].Details!["reason"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wherever_the_flip_of_a_deployment_dies_it_and_the_end_are_recorded_once()
    {
        var agent = await world.NewAgentAsync();
        var deployed = new List<string>();
        for (var call = 1; deployed.Count == 0 || world.Fuse.Burnt; call++)
        {
            var step = await ProbedAsync(agent.AgentId);
            world.Fuse.Set(call, afterItsEffect: call % 2 == 0);
            await AgainAsync(() => world.Get<DeploymentPipeline>().ActivateAsync(step, default));
            deployed.Add(step.DeploymentId);
            Assert.True((await world.AgentAsync(agent.AgentId)).ActiveDeploymentId == step.DeploymentId, $"it died at {world.Fuse.Where}");
        }

        var log = await LogAsync();
        Assert.True(deployed.Count > 10, $"{deployed.Count} calls");
        Assert.Equal(deployed, log.Where(entry => entry.Action == AuditActions.AgentActivate).Select(entry => entry.Details!["to"]));
        Assert.Equal(deployed, log.Where(entry => entry.Action == AuditActions.DeploymentEnd).Select(entry => entry.Target.Id));
        Assert.All(log, entry => Assert.Equal(AuditOutcome.Done, entry.Outcome));
    }

    [Fact]
    public async Task Wherever_the_end_of_a_failed_deployment_dies_it_is_recorded_once()
    {
        var agent = await world.NewAgentAsync();
        var ended = new List<string>();
        for (var call = 1; ended.Count == 0 || world.Fuse.Burnt; call++)
        {
            var step = await ProbedAsync(agent.AgentId);
            var failure = new StepFailure { Code = Contracts.Errors.ErrorCode.DeploymentFailed, Message = "It did not answer." };
            world.Fuse.Set(call, afterItsEffect: call % 2 == 0);
            await AgainAsync(() => world.Get<DeploymentEnd>().RecordAsync(new DeploymentEnding { Step = step, Failure = failure }, default));
            ended.Add(step.DeploymentId);
        }

        var ends = (await LogAsync()).Where(entry => entry.Action == AuditActions.DeploymentEnd).ToArray();
        Assert.True(ended.Count > 10, $"{ended.Count} calls");
        Assert.Equal(ended, ends.Select(entry => entry.Target.Id));
        Assert.All(ends, entry => Assert.Equal((AuditOutcome.Done, "failed", "It did not answer."), (entry.Outcome, entry.Details!["status"], entry.Details["reason"])));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wherever_a_request_dies_what_it_changed_is_in_the_log(bool afterItsEffect)
    {
        var agent = await world.NewAgentAsync();
        var call = 0;
        do
        {
            var name = $"renamed-{++call}";
            var before = (await LogAsync()).Count;
            world.Fuse.Set(call, afterItsEffect);
            await OnceAsync(() => world.Get<AgentDirectory>().UpdateAsync(world.Caller, agent.AgentId, new UpdateAgentRequest { Name = name }, null, default));
            world.Fuse.Remove();

            var changed = (await world.AgentAsync(agent.AgentId)).Name == name;
            var recorded = (await LogAsync()).Skip(before).ToArray();
            Assert.True(recorded.Length <= 1, $"it died at {world.Fuse.Where}");
            Assert.True(!changed || recorded is [{ Action: AuditActions.AgentUpdate, Outcome: not AuditOutcome.Failed }], $"it died at {world.Fuse.Where}");
            Assert.True(changed || recorded is [] or [{ Outcome: AuditOutcome.Open }], $"it died at {world.Fuse.Where}");
        }
        while (world.Fuse.Burnt);

        Assert.True(call > 4, $"{call} calls");
    }

    /// <summary>A deployment that has come as far as its activation.</summary>
    private async Task<StepInput> ProbedAsync(string agentId)
    {
        var started = (await world.StartDeploymentAsync(agentId, await world.UploadAsync(agentId))).Value;
        var step = new StepInput { UserId = started.UserId, AgentId = agentId, DeploymentId = started.DeploymentId };
        var pipeline = world.Get<DeploymentPipeline>();
        foreach (var take in (Func<StepInput, CancellationToken, Task<StepOutcome>>[])[pipeline.AcquireAsync, pipeline.ValidateAsync, pipeline.BundleAsync, pipeline.PublishAsync, pipeline.ProbeAsync])
        {
            Assert.Equal(StepOutcome.Done, await take(step, default));
        }

        return step;
    }

    /// <summary>Takes a step again from its beginning when it dies, as the durable engine does.</summary>
    private async Task AgainAsync(Func<Task> take)
    {
        while (!await OnceAsync(take))
        {
            // Another process takes it.
        }

        world.Fuse.Remove();
    }

    private async Task<bool> OnceAsync(Func<Task> take)
    {
        try
        {
            await take();
            return !world.Fuse.IsDead;
        }
        catch (CrashException)
        {
            return false;
        }
        finally
        {
            world.Fuse.Restart();
        }
    }

    /// <summary>The log, oldest first.</summary>
    private async Task<List<AuditEntry>> LogAsync()
    {
        var log = new List<AuditEntry>();
        await foreach (var entry in world.Get<AuditReader>().ReadAsync(world.Caller, new AuditFilter(), default))
        {
            log.Insert(0, entry);
        }

        return log;
    }
}
