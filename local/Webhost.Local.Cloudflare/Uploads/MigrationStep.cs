namespace Webhost.Local.Cloudflare.Uploads;

/// <summary>One step of a Durable Object migration.</summary>
internal sealed record MigrationStep
{
    public IReadOnlyList<string>? NewClasses { get; init; }

    public IReadOnlyList<string>? NewSqliteClasses { get; init; }

    public IReadOnlyList<string>? DeletedClasses { get; init; }

    public IReadOnlyList<RenamedClass>? RenamedClasses { get; init; }

    public IReadOnlyList<object>? TransferredClasses { get; init; }
}
