using Microsoft.Data.Sqlite;
using Webhost.Local.Cloudflare.Scripts;

namespace Webhost.Local.Cloudflare.Durable;

/// <summary>
/// Reads when the next Durable Object alarm of a script is due. workerd keeps the alarms of a namespace in one small SQLite file beside
/// the objects' own, and fires them only while it runs: the facade reads that file to know whom to leave running and whom to wake.
/// </summary>
internal static class AlarmReader
{
    /// <summary>The file's name, without extension.</summary>
    public const string MetadataName = "metadata";

    private const long NanosecondsPerTick = 100;
    private const int NoSuchTable = 1;

    /// <summary>The earliest alarm of the classes, or null when none is set.</summary>
    public static DateTimeOffset? Next(string durableFolder, IEnumerable<DurableClass> classes)
    {
        DateTimeOffset? next = null;
        foreach (var durable in classes)
        {
            var file = Path.Combine(durableFolder, durable.UniqueKey, MetadataName + ".sqlite");
            if (File.Exists(file) && Read(file) is { } due && (next is null || due < next))
                next = due;
        }
        return next;
    }

    private static DateTimeOffset? Read(string file)
    {
        // Read-only, so that reading can't hurt a running workerd; without a pool, so that no handle outlives the script's folder.
        var source = new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false, DefaultTimeout = 1 };
        using var connection = new SqliteConnection(source.ConnectionString);
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT MIN(scheduled_time) FROM _cf_ALARM";
            return command.ExecuteScalar() is long nanoseconds
                ? DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / NanosecondsPerTick)
                : null;
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == NoSuchTable)
        {
            return null;
        }
    }
}
