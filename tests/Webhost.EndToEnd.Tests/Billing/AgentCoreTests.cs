using System.Net;
using System.Text.Json.Nodes;
using Webhost.Contracts;
using Webhost.Contracts.Agents;
using Webhost.Contracts.Billing;
using Webhost.Contracts.Deployments;
using Webhost.Contracts.Errors;
using Webhost.Contracts.Logs;
using Webhost.Contracts.Metrics;
using Webhost.Contracts.Secrets;
using Webhost.Contracts.Users;
using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests.Billing;

/// <summary>The second runtime, as one who pays for it uses it: signed calls to the local AgentCore, and Python in a process for each session.</summary>
public sealed class AgentCoreTests(BillingStack billing) : IClassFixture<BillingStack>
{
    private const int EnterpriseVariant = 103;

    private const string Manifest = """{"protocol": "invoke/v1", "runtime": "agentcore", "entrypoint": "main.py", "env": {"optionalKeys": ["KEY"]}, "capabilities": {"streaming": true}}""";

    private const string Python = """"
        import json
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
        import webhost_runtime as webhost

        count = 0

        class Agent(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *arguments):
                pass

            def do_GET(self):  # /ping
                self.answer({"status": "Healthy"})

            def do_POST(self):  # /invocations
                global count
                payload = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                webhost.request(self.headers)
                prompt = payload["prompt"]
                count += 1
                if payload["stream"]:
                    self.send_response(200)
                    self.send_header("Content-Type", "text/event-stream")
                    self.send_header("Transfer-Encoding", "chunked")
                    self.end_headers()
                    for event in ("one ", "two", {"usage": {"input_tokens": 2, "output_tokens": 3, "tool_calls": 1}}):
                        data = ("data: %s\n\n" % json.dumps(event)).encode()
                        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
                        self.wfile.flush()
                    self.wfile.write(b"0\r\n\r\n")
                elif prompt == "secret":
                    self.answer({"result": webhost.secret("KEY", "none")})
                elif prompt == "report":
                    webhost.report(payload, logs=["a line of the agent's own"], usage={"llmTokens": 11, "browserInteractions": 2})
                    self.answer({"result": "reported", "usage": {"tokens": 11}})
                else:
                    self.answer({"result": "%s %d" % (prompt, count), "usage": {"tokens": 7, "toolCalls": 2}})

            def answer(self, body):
                data = json.dumps(body).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        ThreadingHTTPServer(("0.0.0.0", 8080), Agent).serve_forever()
        """";

    [Fact]
    public async Task An_enterprise_user_deploys_Python_invokes_it_in_both_ways_and_moves_it_to_the_other_runtime()
    {
        using var user = await SubscriberAsync(NewSubscription());
        var agent = await user.CreateAgentAsync(runtime: "agentcore");
        await ApiClient.ReadAsync<SecretMetadata>(await user.SendAsync(HttpMethod.Put, $"/v1/agents/{agent.AgentId}/secrets/KEY", new SetSecretRequest { Value = "agentcore-secret-canary" }));
        var deployed = await user.DeployAsync(agent.AgentId, AgentArchive.Zip(("agent.config.json", Manifest), ("main.py", Python)));
        Assert.Equal("agentcore", deployed.RuntimeProvider);

        var first = await user.InvokeAsync(agent.AgentId, "hello");
        Assert.Equal(("hello 1", 7L, 2), (first.Output.Text, first.Usage.Tokens, first.Usage.ToolCalls));
        Assert.Equal("again 2", (await user.InvokeAsync(agent.AgentId, "again", first.SessionId)).Output.Text);
        Assert.Equal("other 1", (await user.InvokeAsync(agent.AgentId, "other")).Output.Text);
        Assert.Equal("agentcore-secret-canary", (await user.InvokeAsync(agent.AgentId, "secret")).Output.Text);
        var events = await user.StreamAsync(agent.AgentId, "go");
        Assert.Equal("one two", string.Concat(events.Where(item => item.Event == "delta").Select(item => item.Data.GetProperty("text").GetString())));
        Assert.Equal(("usage", "done", 5), (events[^2].Event, events[^1].Event, events[^2].Data.GetProperty("tokens").GetInt32()));

        // The agent's own report and what its answer said are the same use, and count once.
        Assert.Equal("reported", (await user.InvokeAsync(agent.AgentId, "report")).Output.Text);
        await Eventually.PassesAsync(async () =>
        {
            var lines = await user.GetAsync<Page<LogLine>>($"/v1/agents/{agent.AgentId}/logs");
            Assert.Contains(lines.Items, line => line.Message == "a line of the agent's own");
        }, "the agent's log line");

        // What serves goes on serving until the next deployment.
        await ApiClient.ReadAsync<Agent>(await user.SendAsync(HttpMethod.Patch, $"/v1/agents/{agent.AgentId}", new UpdateAgentRequest { RuntimeProvider = "cloudflare" }));
        Assert.Equal("still 3", (await user.InvokeAsync(agent.AgentId, "still", first.SessionId)).Output.Text);
        await user.DeployAsync(agent.AgentId, AgentArchive.Invoking("return `moved ${context.env.KEY.length}`;", optionalKeys: ["KEY"]));
        Assert.Equal("moved 23", (await user.InvokeAsync(agent.AgentId, "x")).Output.Text);

        await Eventually.PassesAsync(async () =>
        {
            var metrics = await user.GetAsync<AgentMetrics>($"/v1/agents/{agent.AgentId}/metrics");
            var (old, now) = (metrics.Totals.Runtimes["agentcore"], metrics.Totals.Runtimes["cloudflare"]);
            Assert.Equal((7, 1), (old.Requests, now.Requests));
            Assert.True(old.Tokens >= 7 + 7 + 7 + 5 + 11 + 7 && old.CostUsd > 0 && old.P95Ms > 0 && now.P95Ms > 0);
        }, "metrics of both runtimes");

        // And back: a roll-back over runtimes.
        await user.PostAsync<RollbackRequest, Deployment>($"/v1/agents/{agent.AgentId}/rollback", new RollbackRequest { DeploymentId = deployed.DeploymentId });
        await Eventually.TrueAsync(async () => (await user.InvokeAsync(agent.AgentId, "back")).Output.Text == "back 1", "AgentCore to serve again");
        Assert.All(billing.Stack.FilesWith("agentcore-secret-canary"), file => Assert.Fail($"The secret lies readable in {file}."));
    }

    [Fact]
    public async Task Plans_without_AgentCore_are_refused_and_a_downgrade_stops_invocations_and_keeps_everything()
    {
        using var free = await billing.NewUserAsync();
        var refused = await ApiClient.ErrorAsync(
            await free.SendAsync(HttpMethod.Post, "/v1/agents", new CreateAgentRequest { Name = "a", RuntimeProvider = "agentcore" }), HttpStatusCode.PaymentRequired);
        Assert.Equal(ErrorCode.LimitExceeded, refused.Code);

        var (subscription, custom, id) = NewSubscription();
        using var user = await SubscriberAsync((subscription, custom, id));
        var agent = await user.CreateAgentAsync(runtime: "agentcore");
        var deployed = await user.DeployAsync(agent.AgentId, AgentArchive.Zip(("agent.config.json", Manifest), ("main.py", Python)));
        Assert.Equal("hello 1", (await user.InvokeAsync(agent.AgentId, "hello")).Output.Text);

        await SendAsync("subscription_updated", billing.Provider.Subscription(id, minutes: 5, status: "expired", variant: EnterpriseVariant), custom: null);
        await Eventually.TrueAsync(async () => (await user.GetAsync<Me>("/v1/me")).SubscriptionTier == "free", "the downgrade");

        var error = await Eventually.ValueAsync(
            async () =>
            {
                using var answer = await user.TryInvokeAsync(agent.AgentId, "hello");
                return answer.StatusCode == HttpStatusCode.PaymentRequired ? await ApiClient.ErrorAsync(answer, HttpStatusCode.PaymentRequired) : null;
            },
            "invocations to be refused");
        Assert.Equal((ErrorCode.LimitExceeded, false), (error.Code, error.Retryable));
        Assert.Equal(deployed.DeploymentId, (await user.GetAsync<Agent>($"/v1/agents/{agent.AgentId}")).ActiveDeploymentId);
        Assert.NotEmpty((await user.GetAsync<Page<Deployment>>($"/v1/agents/{agent.AgentId}/deployments")).Items);
        var upload = await user.UploadAsync(agent.AgentId, AgentArchive.Zip(("agent.config.json", Manifest), ("main.py", Python)));
        var uploadId = (await ApiClient.ReadAsync<Contracts.Artifacts.ArtifactUploaded>(upload)).UploadId;
        await ApiClient.ErrorAsync(await user.SendAsync(HttpMethod.Post, $"/v1/agents/{agent.AgentId}/deployments", ApiClient.Request(uploadId)), HttpStatusCode.PaymentRequired);

        // Paying again brings it back as it was.
        await SendAsync("subscription_updated", billing.Provider.Subscription(id, minutes: 10, variant: EnterpriseVariant), custom: null);
        await Eventually.TrueAsync(
            async () =>
            {
                using var answer = await user.TryInvokeAsync(agent.AgentId, "hello");
                return answer.IsSuccessStatusCode;
            },
            "invocations to be served again");
    }

    [Fact]
    public async Task Bundles_that_lack_what_AgentCore_does_not_install_end_with_a_way_out()
    {
        using var user = await SubscriberAsync(NewSubscription());
        var agent = await user.CreateAgentAsync(runtime: "agentcore");

        var python = await user.TryDeployAsync(agent.AgentId, AgentArchive.Zip(("agent.config.json", Manifest), ("main.py", Python), ("requirements.txt", "requests==2.32\n")));
        var wrong = await user.TryDeployAsync(agent.AgentId, AgentArchive.Zip(("agent.config.json", Manifest.Replace("main.py", "main.ts", StringComparison.Ordinal)), ("main.ts", "x")));

        Assert.Equal((DeploymentStatus.Failed, ErrorCode.InvalidRequest), (python.Status, python.Error!.Code));
        Assert.Contains("requests", python.Error.Message, StringComparison.Ordinal);
        Assert.Contains("pip install", python.Error.Message, StringComparison.Ordinal);
        Assert.Contains(".py, .js", wrong.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_that_does_not_start_fails_with_its_last_words_and_what_served_goes_on_serving()
    {
        using var user = await SubscriberAsync(NewSubscription());
        var agent = await user.CreateAgentAsync(runtime: "agentcore");
        var good = await user.DeployAsync(agent.AgentId, AgentArchive.Zip(("agent.config.json", Manifest), ("main.py", Python)));

        var mistaken = await user.TryDeployAsync(agent.AgentId, AgentArchive.Zip(("agent.config.json", Manifest), ("main.py", "def agent(:\n    pass\n")));
        var lacking = await user.TryDeployAsync(agent.AgentId, AgentArchive.Zip(("agent.config.json", Manifest), ("main.py", "import a_package_of_mine\n")));

        Assert.Equal((DeploymentStatus.Failed, ErrorCode.DeploymentFailed, false), (mistaken.Status, mistaken.Error!.Code, mistaken.Error.Retryable));
        Assert.Contains("SyntaxError", mistaken.Error.Message, StringComparison.Ordinal);
        Assert.Equal(DeploymentStatus.Failed, lacking.Status);
        Assert.Contains("No module named 'a_package_of_mine'", lacking.Error!.Message, StringComparison.Ordinal);
        Assert.Equal(good.DeploymentId, (await user.InvokeAsync(agent.AgentId, "hello")).DeploymentId);
    }

    private (JsonObject Subscription, JsonObject? Custom, string Id) NewSubscription()
    {
        var id = billing.Provider.NewId();
        return (billing.Provider.Subscription(id, variant: EnterpriseVariant), Custom: null, id);
    }

    private async Task<ApiClient> SubscriberAsync((JsonObject Subscription, JsonObject? Custom, string Id) bought)
    {
        var user = await billing.NewUserAsync();
        await user.PostAsync<CheckoutRequest, CheckoutLink>("/v1/billing/checkout", new CheckoutRequest { Tier = "enterprise" });
        var userId = (await user.GetAsync<Me>("/v1/me")).UserId;
        var custom = billing.Provider.Checkouts.Select(body => body["data"]!["attributes"]!["checkout_data"]!["custom"]!).Last(item => item["user_id"]!.ToString() == userId);
        await SendAsync("subscription_created", bought.Subscription, (JsonObject)custom.DeepClone());
        await Eventually.TrueAsync(async () => (await user.GetAsync<Me>("/v1/me")).SubscriptionTier == "enterprise", "the plan that was paid for");
        return user;
    }

    private async Task SendAsync(string name, JsonObject data, JsonObject? custom)
    {
        using var http = new HttpClient { BaseAddress = billing.Stack.ControlPlane };
        using var answer = await PaymentProvider.DeliverAsync(http, PaymentProvider.Event(name, data, custom));
        await ApiClient.ReadAsync<WebhookReceipt>(answer);
    }
}
