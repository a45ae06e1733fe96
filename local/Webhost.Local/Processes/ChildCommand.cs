namespace Webhost.Local.Processes;

/// <summary>How a child is started.</summary>
internal sealed record ChildCommand
{
    public required string Program { get; init; }

    public required IReadOnlyList<string> Arguments { get; init; }

    public required string WorkingDirectory { get; init; }

    /// <summary>Variables that it gets beside this process's own; names are compared without case.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Variables of this process that it must not see.</summary>
    public IReadOnlyList<string> Without { get; init; } = [];
}
