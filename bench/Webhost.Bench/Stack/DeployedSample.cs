using Webhost.Bench.Measuring;

namespace Webhost.Bench.Stack;

/// <summary>A sample agent, deployed, and an API key to invoke it with.</summary>
/// <param name="AgentId">The agent.</param>
/// <param name="Key">A key with the scope <c>invoke</c>.</param>
internal sealed record DeployedSample(string AgentId, string Key)
{
    private const string Prompt = "What would you pack for three rainy days on the coast, and why?";

    /// <summary>Signs up a user, who deploys the sample.</summary>
    public static async Task<DeployedSample> CreateAsync(LocalStack stack, Sample sample, CancellationToken cancellationToken)
    {
        using ApiClient api = await stack.SignInAsync(cancellationToken);
        string agentId = (await api.CreateAgentAsync(sample, cancellationToken)).AgentId;
        await api.DeployAsync(agentId, sample.Zip(), cancellationToken);
        return new(agentId, await api.CreateKeyAsync(cancellationToken));
    }

    /// <summary>An invocation that is answered as JSON, or as events.</summary>
    /// <param name="events">Whether as events.</param>
    /// <param name="session">The session that goes on; null for a new one each time.</param>
    public HttpCall Invoke(bool events, string? session)
    {
        string body = $$"""{"input":{"prompt":"{{Prompt}}"}{{(session is null ? "" : $",\"sessionId\":\"{session}\"")}}}""";
        return HttpCall.Post($"/v1/invoke/{AgentId}", body, $"Authorization: Bearer {Key}", $"Accept: {(events ? "text/event-stream" : "application/json")}");
    }
}
