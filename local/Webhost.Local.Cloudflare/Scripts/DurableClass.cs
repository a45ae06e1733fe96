namespace Webhost.Local.Cloudflare.Scripts;

/// <summary>A Durable Object namespace of a script: a class and the key that its objects' ids and files derive from.</summary>
internal sealed record DurableClass
{
    public required string ClassName { get; init; }

    /// <summary>Random, and kept for as long as the class lives, whatever it is renamed to: losing it loses the data.</summary>
    public required string UniqueKey { get; init; }

    /// <summary>Whether its objects may use SQL. All are stored in SQLite files.</summary>
    public required bool Sqlite { get; init; }
}
