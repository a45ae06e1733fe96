namespace Webhost.Contracts.Invocation;

/// <summary>Either <see cref="Prompt"/> or <see cref="Messages"/>.</summary>
public sealed record InvokeInput
{
    /// <summary>Short for one user message.</summary>
    public string? Prompt { get; init; }

    /// <summary>The conversation so far, newest last.</summary>
    public IReadOnlyList<Message>? Messages { get; init; }
}
