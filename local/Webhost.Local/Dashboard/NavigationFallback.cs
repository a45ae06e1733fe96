namespace Webhost.Local.Dashboard;

/// <summary>What is served where there is no file, so that an application with addresses of its own answers to all of them.</summary>
internal sealed record NavigationFallback
{
    /// <summary>The file that is served.</summary>
    public required string Rewrite { get; init; }

    /// <summary>Patterns of paths that it is not for.</summary>
    public IReadOnlyList<string>? Exclude { get; init; }
}
