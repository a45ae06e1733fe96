namespace Webhost.Core.Storage;

/// <summary>A stored value with the version that a later update must name.</summary>
/// <typeparam name="T">The value's type.</typeparam>
/// <param name="Value">The value as it was read.</param>
/// <param name="ETag">Opaque; changes with each write.</param>
public sealed record Versioned<T>(T Value, string ETag);
