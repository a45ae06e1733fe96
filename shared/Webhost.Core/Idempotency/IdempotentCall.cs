namespace Webhost.Core.Idempotency;

/// <summary>A call that carries an <c>Idempotency-Key</c>.</summary>
public sealed record IdempotentCall
{
    /// <summary>Whose it is; with a key for one agent only, that one too.</summary>
    public required string Caller { get; init; }

    /// <summary>The user that the record lies with.</summary>
    public required string UserId { get; init; }

    /// <summary>The operation's name.</summary>
    public required string Operation { get; init; }

    /// <summary>The key.</summary>
    public required string Key { get; init; }

    /// <summary>Method, path and query.</summary>
    public required string Target { get; init; }

    /// <summary>The body.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{nameof(IdempotentCall)} {Operation}";
}
