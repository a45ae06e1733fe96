namespace Webhost.Local.Cloudflare.Logs;

/// <summary>One line of a script's log.</summary>
public sealed record ScriptLogLine
{
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>debug, info, log, warn or error.</summary>
    public required string Level { get; init; }

    /// <summary>At most 8 KB; longer ones are cut.</summary>
    public required string Message { get; init; }

    /// <summary><c>console</c>, <c>exception</c> for what no code caught, or <c>runtime</c> for what befell the process.</summary>
    public required string Source { get; init; }

    /// <summary>The stack of an exception.</summary>
    public string? Stack { get; init; }
}
