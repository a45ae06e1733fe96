namespace Webhost.Local.Cloudflare.Uploads;

/// <summary>The migrations of an upload: several steps, or the members of a single one.</summary>
internal sealed record UploadMigrations
{
    public string? OldTag { get; init; }

    public string? NewTag { get; init; }

    public IReadOnlyList<MigrationStep>? Steps { get; init; }

    public IReadOnlyList<string>? NewClasses { get; init; }

    public IReadOnlyList<string>? NewSqliteClasses { get; init; }

    public IReadOnlyList<string>? DeletedClasses { get; init; }

    public IReadOnlyList<RenamedClass>? RenamedClasses { get; init; }

    public IReadOnlyList<object>? TransferredClasses { get; init; }

    /// <summary>All steps, in order.</summary>
    public IEnumerable<MigrationStep> AllSteps => Steps ?? [new MigrationStep
    {
        NewClasses = NewClasses,
        NewSqliteClasses = NewSqliteClasses,
        DeletedClasses = DeletedClasses,
        RenamedClasses = RenamedClasses,
        TransferredClasses = TransferredClasses,
    }];
}
