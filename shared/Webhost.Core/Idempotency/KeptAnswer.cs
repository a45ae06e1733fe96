namespace Webhost.Core.Idempotency;

/// <summary>The answer to the first call with a key, as it is repeated to later ones.</summary>
public sealed record KeptAnswer
{
    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>Headers that belong to the answer.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The body; null when it could not be kept: it was a stream, or too large.</summary>
    public byte[]? Body { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{nameof(KeptAnswer)} {Status}";
}
