namespace Webhost.Contracts.Invocation;

/// <summary>The data of a <c>delta</c> event.</summary>
public sealed record StreamDelta
{
    /// <summary>The next piece of the answer.</summary>
    public required string Text { get; init; }
}
