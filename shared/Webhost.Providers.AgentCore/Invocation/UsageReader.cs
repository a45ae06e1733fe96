using System.Text.Json;
using Webhost.Contracts.Invocation;
using Webhost.Core.Providers;

namespace Webhost.Providers.AgentCore.Invocation;

/// <summary>
/// Reads what an agent says that it used, by the names that frameworks give: the platform's, OpenAI's, Anthropic's, Bedrock's and Google's. What is no count that can be is left out.
/// </summary>
internal static class UsageReader
{
    private const long MaximumCount = 1_000_000_000;

    /// <summary>Null when the element says nothing.</summary>
    public static AgentUsage? Read(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var input = Count(element, "inputTokens", "input_tokens", "promptTokens", "prompt_tokens", "promptTokenCount", "prompt_token_count");
        var output = Count(element, "outputTokens", "output_tokens", "completionTokens", "completion_tokens", "candidatesTokenCount", "candidates_token_count");
        var tokens = Count(element, "tokens", "totalTokens", "total_tokens", "totalTokenCount", "total_token_count", "llmTokens") ?? (input is null && output is null ? null : (input ?? 0) + (output ?? 0));
        var tools = Count(element, "toolCalls", "tool_calls", "toolInvocations", "tool_invocations");
        var session = Count(element, "sessionDurationMs", "session_duration_ms");
        var browser = Count(element, "browserInteractions", "browser_interactions");
        var compute = Count(element, "computeMs", "compute_ms");
        return tokens is null && tools is null && session is null && browser is null && compute is null
            ? null
            : new AgentUsage(
                new Usage
                {
                    Tokens = tokens,
                    InputTokens = input,
                    OutputTokens = output,
                    ComputeMs = compute,
                    ToolCalls = tools is { } count ? (int)count : null,
                    Estimated = element.TryGetProperty("estimated", out var estimated) && estimated.ValueKind == JsonValueKind.True ? true : null,
                },
                new RuntimeCounters { SessionDurationMs = session ?? 0, BrowserInteractions = browser ?? 0 });
    }

    private static long? Count(JsonElement element, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number is >= 0 and <= MaximumCount)
            {
                return (long)number;
            }
        }

        return null;
    }
}
