namespace Webhost.Local.Cloudflare.Uploads;

/// <summary>A class that keeps its objects under another name.</summary>
internal sealed record RenamedClass
{
    public required string From { get; init; }

    public required string To { get; init; }
}
