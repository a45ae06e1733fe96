namespace Webhost.Local.LemonSqueezy.Records;

/// <summary>A customer of the store; one for each e-mail address.</summary>
internal sealed record Customer : IRecord
{
    public required long Id { get; init; }

    public required string Name { get; init; }

    public required string Email { get; init; }

    public string Status { get; init; } = "subscribed";

    public string? City { get; init; }

    public string? Region { get; init; }

    /// <summary>Two letters (ISO 3166).</summary>
    public string? Country { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
}
