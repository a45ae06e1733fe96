namespace Microsoft.DurableTask;

/// <summary>Some of many values.</summary>
public sealed class Page<T>
    where T : notnull
{
    /// <summary>A page and the token of the next one; null after the last.</summary>
    public Page(IReadOnlyList<T> values, string? continuationToken = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        Values = values;
        ContinuationToken = continuationToken;
    }

    /// <summary>The page's values.</summary>
    public IReadOnlyList<T> Values { get; }

    /// <summary>Where the next page begins; null after the last.</summary>
    public string? ContinuationToken { get; }
}
