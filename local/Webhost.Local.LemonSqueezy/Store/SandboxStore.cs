using System.Text.Json;
using Microsoft.Data.Sqlite;
using Webhost.Local.KeyVault.Files;
using Webhost.Local.LemonSqueezy.Records;

namespace Webhost.Local.LemonSqueezy.Store;

/// <summary>
/// The records: in memory for reading, and in a SQLite file. A change is one transaction that is on the disk before anybody sees it, so a crash at
/// any moment leaves all of it or nothing.
/// </summary>
internal sealed class SandboxStore : IDisposable
{
    private const string Schema = """
        PRAGMA locking_mode = EXCLUSIVE;
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        CREATE TABLE IF NOT EXISTS records (kind TEXT NOT NULL, id INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID;
        """;

    // Long enough for one that is just being stopped.
    private const int LockSeconds = 5;

    private readonly SqliteConnection _connection;
    private readonly Lock _writing = new();
    private volatile SandboxData _data;

    private SandboxStore(SqliteConnection connection, SandboxData data)
    {
        _connection = connection;
        _data = data;
    }

    /// <summary>Told after each change.</summary>
    public event EventHandler? Changed;

    /// <summary>The records as of the last change.</summary>
    public SandboxData Data => _data;

    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static SandboxStore Open(string directory)
    {
        var file = Path.Combine(directory, "sandbox.db");
        PrivateFiles.CreateDirectory(directory);
        // Made beforehand for its mode: the files that SQLite puts beside it get the same.
        using (new FileStream(file, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
        {
        }

        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false, DefaultTimeout = LockSeconds }.ConnectionString);
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = Schema;
            command.ExecuteNonQuery();
            return new SandboxStore(connection, Read(connection));
        }
        catch (Exception exception) when (exception is SqliteException or JsonException or KeyNotFoundException)
        {
            connection.Dispose();
            throw new InvalidDataException($"'{file}' can't be read: {exception.Message}", exception);
        }
    }

    /// <summary>Makes a change, unless it is refused.</summary>
    public Outcome<T> Change<T>(DateTimeOffset now, Func<Change, Outcome<T>> work)
        where T : notnull
    {
        Outcome<T> outcome;
        lock (_writing)
        {
            var change = new Change(_data, now);
            outcome = work(change);
            if (outcome.Refusal is not null || change.Writes.Count == 0)
                return outcome;
            Write(change);
            _data = change.Data;
        }

        Changed?.Invoke(this, EventArgs.Empty);
        return outcome;
    }

    /// <summary>Makes a change that nothing refuses.</summary>
    public T Apply<T>(DateTimeOffset now, Func<Change, T> work)
        where T : notnull
    {
        Change<T>(now, change => work(change)).TryGet(out var result, out _);
        return result!;
    }

    /// <inheritdoc cref="Apply{T}(DateTimeOffset, Func{Change, T})" />
    public void Apply(DateTimeOffset now, Action<Change> work) => Apply(now, change =>
    {
        work(change);
        return true;
    });

    public void Dispose() => _connection.Dispose();

    private static SandboxData Read(SqliteConnection connection)
    {
        var kinds = RecordKind.All.ToDictionary(kind => kind.Name, StringComparer.Ordinal);
        var data = SandboxData.Empty;
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT kind, body FROM records";
        using var reader = command.ExecuteReader();
        while (reader.Read())
            data = kinds[reader.GetString(0)].Read(data, reader.GetString(1));
        return data;
    }

    private void Write(Change change)
    {
        using var transaction = _connection.BeginTransaction();
        using var put = Command(transaction, "INSERT INTO records (kind, id, body) VALUES ($kind, $id, $body) ON CONFLICT DO UPDATE SET body = excluded.body");
        using var remove = Command(transaction, "DELETE FROM records WHERE kind = $kind AND id = $id");
        foreach (var ((kind, id), record) in change.Writes)
        {
            var command = record is null ? remove : put;
            command.Parameters.Clear();
            command.Parameters.AddWithValue("$kind", kind.Name);
            command.Parameters.AddWithValue("$id", id);
            if (record is not null)
                command.Parameters.AddWithValue("$body", kind.Write(record));
            command.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private SqliteCommand Command(SqliteTransaction transaction, string text)
    {
        var command = _connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = text;
        return command;
    }
}
