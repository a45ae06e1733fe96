namespace Webhost.Core.Accounts;

/// <summary>How long things about whole accounts last.</summary>
public sealed record AccountOptions
{
    /// <summary>How long an exported archive can be downloaded.</summary>
    public required TimeSpan ExportLife { get; init; }

    /// <summary>How long a deletion waits for what was under way before it looks a last time.</summary>
    public required TimeSpan Settling { get; init; }
}
