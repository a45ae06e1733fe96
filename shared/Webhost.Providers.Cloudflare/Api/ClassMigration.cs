namespace Webhost.Providers.Cloudflare.Api;

/// <summary>
/// Plans how a script's Durable Object classes grow. The migration tag itself holds the classes that the script has ever had, <c>v1</c> for the session class alone and
/// <c>v3.Chat.Counter</c> for two more, so one look at the script tells what is new, a repeated deployment changes nothing, and a roll-back to code that
/// lacks a class keeps that class's data.
/// </summary>
internal sealed record ClassMigration
{
    public const string SessionClass = "WebhostSession";

    private ClassMigration(UploadMigrations? migrations, IReadOnlyList<string> dormant)
    {
        Migrations = migrations;
        Dormant = dormant;
    }

    /// <summary>What to send; null when nothing changes.</summary>
    public UploadMigrations? Migrations { get; }

    /// <summary>Classes that the script has and that this deployment does not export.</summary>
    public IReadOnlyList<string> Dormant { get; }

    /// <param name="state">The script as it is; null for a new one.</param>
    /// <param name="wanted">The customer's classes of this deployment.</param>
    public static ClassMigration Plan(ScriptState? state, IEnumerable<string> wanted)
    {
        var classes = wanted.Distinct(StringComparer.Ordinal).ToList();
        var known = Parse(state?.MigrationTag);
        var added = classes.Where(name => !known.Contains(name, StringComparer.Ordinal)).Order(StringComparer.Ordinal).ToList();
        var isFirst = state?.MigrationTag is null;
        if (!isFirst && added.Count == 0)
        {
            return new ClassMigration(migrations: null, [.. known.Except(classes, StringComparer.Ordinal)]);
        }

        List<string> all = [.. known, .. added];
        List<string> created = isFirst || !IsOurs(state?.MigrationTag) ? [SessionClass, .. added] : added;
        var tag = all.Count == 0 ? "v1" : $"v{all.Count + 1}.{string.Join('.', all)}";
        return new ClassMigration(new UploadMigrations(state?.MigrationTag, tag, [new UploadMigrationStep(created)]), [.. known.Except(classes, StringComparer.Ordinal)]);
    }

    private static string[] Parse(string? tag) => IsOurs(tag) ? tag!.Split('.')[1..] : [];

    private static bool IsOurs(string? tag) => tag is ['v', >= '1' and <= '9', ..];
}
