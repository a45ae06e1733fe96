namespace Webhost.Contracts.Invocation;

/// <summary>Where the end of an asynchronous invocation is told.</summary>
public sealed record InvocationWebhook
{
    /// <summary>An https address in the public Internet.</summary>
    public string? Url { get; init; }
}
