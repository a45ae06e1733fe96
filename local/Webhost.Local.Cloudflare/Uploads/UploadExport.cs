namespace Webhost.Local.Cloudflare.Uploads;

/// <summary>One entry of the declarative <c>exports</c>.</summary>
internal sealed record UploadExport
{
    public const string DurableObject = "durable-object";

    public string? Type { get; init; }

    /// <summary><c>created</c> when absent, else <c>deleted</c>, <c>renamed</c>, <c>transferred</c> or <c>expecting-transfer</c>.</summary>
    public string? State { get; init; }

    /// <summary><c>sqlite</c> or <c>legacy-kv</c>.</summary>
    public string? Storage { get; init; }

    public string? RenamedTo { get; init; }
}
