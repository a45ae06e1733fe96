namespace Webhost.Contracts.Invocation;

/// <summary>What an invocation used (master spec §7.2).</summary>
public sealed record Usage
{
    /// <summary>Input and output tokens together.</summary>
    public long? Tokens { get; init; }

    /// <summary>Tokens of the input, when known apart.</summary>
    public long? InputTokens { get; init; }

    /// <summary>Tokens of the output, when known apart.</summary>
    public long? OutputTokens { get; init; }

    /// <summary>Milliseconds of wall time in the runtime.</summary>
    public long? ComputeMs { get; init; }

    /// <summary>How many tools were called.</summary>
    public int? ToolCalls { get; init; }

    /// <summary>Whether the token counts are an estimate.</summary>
    public bool? Estimated { get; init; }
}
