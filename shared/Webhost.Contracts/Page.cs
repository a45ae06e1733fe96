namespace Webhost.Contracts;

/// <summary>One page of a list.</summary>
/// <typeparam name="T">The kind of item.</typeparam>
public sealed record Page<T>
{
    /// <summary>The items, in the list's order.</summary>
    public required IReadOnlyList<T> Items { get; init; }

    /// <summary>Opaque; pass it as <c>cursor</c> to get the next page. Absent on the last page.</summary>
    public string? NextCursor { get; init; }
}
