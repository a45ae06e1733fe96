namespace Webhost.Contracts.Invocation;

/// <summary>One message of a conversation (master spec §7.1).</summary>
public sealed record Message
{
    /// <summary><c>system</c>, <c>user</c>, <c>assistant</c> or <c>tool</c>.</summary>
    public string? Role { get; init; }

    /// <summary>The text.</summary>
    public string? Content { get; init; }
}
