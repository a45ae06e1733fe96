using System.Security.Cryptography;
using Amazon.BedrockAgentCore.Model;
using Amazon.BedrockAgentCoreControl.Model;

namespace AWSSDK.BedrockAgentCore.Tests;

public sealed class SigningTests
{
    private const string Arn = "arn:aws:bedrock-agentcore:us-west-2:123456789012:runtime/wh_agent-ABCDEFGHIJ";

    [Fact]
    public async Task An_invocation_is_signed_over_the_target_as_it_is_sent()
    {
        await using var service = await ScriptedService.AnsweringAsync("{}");
        using var client = service.Data();

        using var answer = await client.InvokeAgentRuntimeAsync(new InvokeAgentRuntimeRequest
        {
            AgentRuntimeArn = Arn,
            Qualifier = "live",
            RuntimeSessionId = new string('s', 40),
            ContentType = "application/json",
            Accept = "text/event-stream",
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            Payload = new MemoryStream("{\"prompt\":\"hi\"}"u8.ToArray()),
        });

        var request = Assert.Single(service.Received);
        Assert.Equal("/runtimes/arn%3Aaws%3Abedrock-agentcore%3Aus-west-2%3A123456789012%3Aruntime%2Fwh_agent-ABCDEFGHIJ/invocations?qualifier=live", request.Target);
        Assert.Equal("{\"prompt\":\"hi\"}", request.Text);
        Assert.Equal("application/json", request.Headers["content-type"]);
        Assert.Equal("text/event-stream", request.Headers["accept"]);
        Assert.Equal(new string('s', 40), request.Headers["x-amzn-bedrock-agentcore-runtime-session-id"]);
        Assert.Equal("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", request.Headers["traceparent"]);
        Assert.EndsWith("/us-west-2/bedrock-agentcore/aws4_request", SignatureCheck.Scope(request), StringComparison.Ordinal);
        Assert.Equal(SignatureCheck.Expected(request), SignatureCheck.Sent(request));
    }

    [Fact]
    public async Task The_hash_of_the_payload_is_signed()
    {
        await using var service = await ScriptedService.AnsweringAsync("{}");
        using var client = service.Data();

        using var answer = await client.InvokeAgentRuntimeAsync(new InvokeAgentRuntimeRequest { AgentRuntimeArn = Arn, Payload = new MemoryStream("abc"u8.ToArray()) });

        var request = Assert.Single(service.Received);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData("abc"u8)), request.Headers["x-amz-content-sha256"]);
    }

    [Fact]
    public async Task The_control_plane_is_signed_for_the_same_service_and_keeps_its_trailing_slashes()
    {
        await using var service = await ScriptedService.AnsweringAsync("{\"agentRuntimeId\":\"a-1\",\"status\":\"CREATING\",\"somethingNew\":{\"a\":[1]}}", status: 202);
        using var client = service.Control();

        var answer = await client.CreateAgentRuntimeAsync(new CreateAgentRuntimeRequest
        {
            AgentRuntimeName = "wh_a",
            RoleArn = "arn:aws:iam::123456789012:role/r",
            AgentRuntimeArtifact = new AgentRuntimeArtifact
            {
                CodeConfiguration = new CodeConfiguration { Code = new Code { S3 = new S3Location { Bucket = "b", Prefix = "k.zip" } }, Runtime = "PYTHON_3_13", EntryPoint = ["main.py"] },
            },
            NetworkConfiguration = new NetworkConfiguration { NetworkMode = "PUBLIC" },
            ClientToken = new string('t', 40),
        });

        var request = Assert.Single(service.Received);
        Assert.Equal(("PUT", "/runtimes/"), (request.Method, request.Target));
        Assert.Equal(
            """{"agentRuntimeName":"wh_a","agentRuntimeArtifact":{"codeConfiguration":{"code":{"s3":{"bucket":"b","prefix":"k.zip"}},"runtime":"PYTHON_3_13","entryPoint":["main.py"]}},"roleArn":"arn:aws:iam::123456789012:role/r","networkConfiguration":{"networkMode":"PUBLIC"},"clientToken":"tttttttttttttttttttttttttttttttttttttttt"}""",
            request.Text);
        Assert.Equal(SignatureCheck.Expected(request), SignatureCheck.Sent(request));
        Assert.Equal("a-1", answer.AgentRuntimeId);
        Assert.Equal(Amazon.BedrockAgentCoreControl.AgentRuntimeStatus.CREATING, answer.Status);
    }

    [Fact]
    public async Task A_query_is_signed_in_its_order()
    {
        await using var service = await ScriptedService.AnsweringAsync("{\"agentRuntimes\":[]}");
        using var client = service.Control();

        await client.ListAgentRuntimesAsync(new ListAgentRuntimesRequest { MaxResults = 10, NextToken = "a/b+c=" });

        var request = Assert.Single(service.Received);
        Assert.Equal("POST", request.Method);
        Assert.Equal(SignatureCheck.Expected(request), SignatureCheck.Sent(request));
    }

    [Fact]
    public async Task Requests_without_a_body_are_signed_as_they_are_sent()
    {
        await using var service = await ScriptedService.AnsweringAsync("{}");
        using var client = service.Control();

        await client.GetAgentRuntimeAsync(new GetAgentRuntimeRequest { AgentRuntimeId = "a-1", AgentRuntimeVersion = "3" });
        await client.GetAgentRuntimeEndpointAsync(new GetAgentRuntimeEndpointRequest { AgentRuntimeId = "a-1", EndpointName = "live" });
        await client.DeleteAgentRuntimeEndpointAsync(new DeleteAgentRuntimeEndpointRequest { AgentRuntimeId = "a-1", EndpointName = "live" });
        await client.DeleteAgentRuntimeAsync(new DeleteAgentRuntimeRequest { AgentRuntimeId = "a-1" });

        Assert.Equal("/runtimes/a-1/?version=3", service.Received.First().Target);
        Assert.Equal(4, service.Received.Count);
        Assert.All(service.Received, request => Assert.Equal(SignatureCheck.Expected(request), SignatureCheck.Sent(request)));
    }

    [Fact]
    public async Task A_request_without_a_required_member_is_not_sent()
    {
        await using var service = await ScriptedService.AnsweringAsync("{}");
        using var client = service.Data();

        await Assert.ThrowsAsync<Amazon.BedrockAgentCore.AmazonBedrockAgentCoreException>(() => client.InvokeAgentRuntimeAsync(new InvokeAgentRuntimeRequest { Qualifier = "live" }));

        Assert.Empty(service.Received);
    }

    [Fact]
    public void Without_an_address_the_regions_own_is_used()
    {
        var config = new Amazon.BedrockAgentCoreControl.AmazonBedrockAgentCoreControlConfig { RegionEndpoint = Amazon.RegionEndpoint.EUCentral1 };

        Assert.Equal("https://bedrock-agentcore-control.eu-central-1.amazonaws.com", config.DetermineServiceOperationEndpoint(new Amazon.Runtime.Endpoints.ServiceOperationEndpointParameters(new GetAgentRuntimeRequest())).URL);
    }
}
