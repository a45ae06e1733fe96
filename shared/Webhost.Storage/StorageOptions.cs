namespace Webhost.Storage;

/// <summary>Where tables and blobs are (section <c>Storage</c>): a connection string, or two addresses that a managed identity may use.</summary>
public sealed record StorageOptions
{
    /// <summary>A storage account's connection string.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>The table endpoint, when there is no connection string.</summary>
    public Uri? TablesUri { get; init; }

    /// <summary>The blob endpoint, when there is no connection string.</summary>
    public Uri? BlobsUri { get; init; }

    /// <inheritdoc/>
    public override string ToString() => nameof(StorageOptions);
}
