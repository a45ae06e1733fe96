using Webhost.Contracts.Invocation;

namespace Webhost.Cli.Invocation;

/// <summary>What an invocation used, in words.</summary>
internal static class UsageText
{
    /// <summary>What is known of it; null when nothing is.</summary>
    public static string? Of(Usage? usage)
    {
        string?[] parts =
        [
            usage?.Tokens is { } tokens ? $"{tokens} tokens{(usage.Estimated is true ? " (estimated)" : string.Empty)}" : null,
            usage?.ToolCalls is > 0 and var calls ? $"{calls} tool calls" : null,
            usage?.ComputeMs is { } time ? $"{time} ms" : null,
        ];
        return parts.Any(part => part is not null) ? Join(parts) : null;
    }

    /// <summary>Those that are there, as one line.</summary>
    public static string Join(params IEnumerable<string?> parts) => string.Join(" · ", parts.Where(part => part is not null));
}
