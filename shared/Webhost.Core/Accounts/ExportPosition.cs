namespace Webhost.Core.Accounts;

/// <summary>Where an export goes on. Kept between its steps, so that one that dies is repeated from there and nothing before it is.</summary>
public sealed record ExportPosition
{
    /// <summary>The agent whose files are written; null while those of the account itself are.</summary>
    public string? AgentId { get; init; }

    /// <summary>The file among those.</summary>
    public int File { get; init; }

    /// <summary>Where the file's list goes on; null at its begin.</summary>
    public string? Cursor { get; init; }

    /// <summary>How many pieces of the file are written.</summary>
    public int Piece { get; init; }

    /// <summary>Whether everything is written, or nothing is wanted any more.</summary>
    public bool Written { get; init; }
}
