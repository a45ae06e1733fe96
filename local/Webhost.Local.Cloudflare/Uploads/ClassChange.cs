using Webhost.Local.Cloudflare.Scripts;

namespace Webhost.Local.Cloudflare.Uploads;

/// <summary>What an upload makes of a script's Durable Object classes.</summary>
internal sealed record ClassChange
{
    /// <summary>The classes afterwards.</summary>
    public required IReadOnlyList<DurableClass> Classes { get; init; }

    /// <summary>The migration tag afterwards.</summary>
    public string? Tag { get; init; }

    public IReadOnlyList<string> Created { get; init; } = [];

    public IReadOnlyList<RenamedClass> Renamed { get; init; } = [];

    /// <summary>The classes whose objects are to be removed.</summary>
    public IReadOnlyList<DurableClass> Deleted { get; init; } = [];

    public bool IsNothing => Created.Count == 0 && Renamed.Count == 0 && Deleted.Count == 0;
}
