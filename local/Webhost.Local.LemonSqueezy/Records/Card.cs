namespace Webhost.Local.LemonSqueezy.Records;

/// <summary>A card as it is kept: never its number.</summary>
internal sealed record Card
{
    /// <summary>Lower case, such as <c>visa</c>.</summary>
    public required string Brand { get; init; }

    public required string LastFour { get; init; }

    /// <summary>Whether charges to it are refused.</summary>
    public bool Declines { get; init; }
}
