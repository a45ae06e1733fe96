using Amazon.BedrockAgentCore.Model;
using Amazon.BedrockAgentCoreControl.Model;
using Microsoft.AspNetCore.Http;

namespace AWSSDK.BedrockAgentCore.Tests;

public sealed class RetryTests
{
    [Theory]
    [InlineData(429, "ThrottlingException")]
    [InlineData(500, "InternalServerException")]
    [InlineData(503, "ServiceException")]
    [InlineData(409, "RetryableConflictException")]
    public async Task What_may_pass_is_tried_again(int status, string type)
    {
        var calls = 0;
        await using var service = await ScriptedService.StartAsync(context =>
            Interlocked.Increment(ref calls) < 3 ? ScriptedService.WriteAsync(context, status, "{\"message\":\"no\"}", type) : ScriptedService.WriteAsync(context, 200, "{\"agentRuntimeId\":\"a\"}"));
        using var client = service.Control(retries: 3);

        var answer = await client.GetAgentRuntimeAsync(new GetAgentRuntimeRequest { AgentRuntimeId = "a" });

        Assert.Equal(("a", 3), (answer.AgentRuntimeId, calls));
    }

    [Theory]
    [InlineData(400, "ValidationException")]
    [InlineData(404, "ResourceNotFoundException")]
    [InlineData(409, "ConflictException")]
    [InlineData(402, "ServiceQuotaExceededException")]
    public async Task What_does_not_pass_is_not_tried_again(int status, string type)
    {
        await using var service = await ScriptedService.StartAsync(context => ScriptedService.WriteAsync(context, status, "{\"message\":\"no\"}", type));
        using var client = service.Control(retries: 3);

        await Assert.ThrowsAnyAsync<Amazon.BedrockAgentCoreControl.AmazonBedrockAgentCoreControlException>(() => client.GetAgentRuntimeAsync(new GetAgentRuntimeRequest { AgentRuntimeId = "a" }));

        Assert.Single(service.Received);
    }

    [Fact]
    public async Task Without_retries_a_call_is_sent_once()
    {
        await using var service = await ScriptedService.StartAsync(context => ScriptedService.WriteAsync(context, 500, "{\"message\":\"no\"}", "InternalServerException"));
        using var client = service.Data(retries: 0);

        await Assert.ThrowsAsync<Amazon.BedrockAgentCore.Model.InternalServerException>(() => client.InvokeAgentRuntimeAsync(new InvokeAgentRuntimeRequest { AgentRuntimeArn = "a" }));

        Assert.Single(service.Received);
    }
}
