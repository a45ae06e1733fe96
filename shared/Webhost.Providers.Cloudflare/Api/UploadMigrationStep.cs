namespace Webhost.Providers.Cloudflare.Api;

/// <summary>One step of a migration.</summary>
/// <param name="NewSqliteClasses">Classes that come into being, with SQLite storage.</param>
internal sealed record UploadMigrationStep(IReadOnlyList<string> NewSqliteClasses);
