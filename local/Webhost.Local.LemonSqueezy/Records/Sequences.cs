namespace Webhost.Local.LemonSqueezy.Records;

/// <summary>The last id given of each kind, so that none is given twice. There is one, with id 1.</summary>
internal sealed record Sequences : IRecord
{
    public long Id { get; init; } = 1;

    public required IReadOnlyDictionary<string, long> Last { get; init; }
}
