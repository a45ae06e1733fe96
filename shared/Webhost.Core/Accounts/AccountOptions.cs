namespace Webhost.Core.Accounts;

/// <summary>How long things about whole accounts last.</summary>
public sealed record AccountOptions
{
    /// <summary>How long an exported archive can be downloaded.</summary>
    public required TimeSpan ExportLife { get; init; }

    /// <summary>How long a deletion waits for what was under way before it looks a last time.</summary>
    public required TimeSpan Settling { get; init; }

    /// <summary>How long after its end a deletion, also that of an agent alone, looks once more for what was written late, by calls that were let in before.</summary>
    public required TimeSpan LateArrivals { get; init; }

    /// <summary>How long one step of an export goes on before the next takes over. A step that dies is repeated from its own beginning.</summary>
    public TimeSpan ExportSlice { get; init; } = TimeSpan.FromMinutes(1);
}
