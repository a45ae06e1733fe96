namespace Webhost.Local.Dashboard;

/// <summary>One rule of <c>staticwebapp.config.json</c>: what is done with requests whose path and method match. The first that matches counts.</summary>
internal sealed record StaticRoute
{
    /// <summary>A path; a <c>*</c> at its end matches the rest, and extensions may follow it in braces: <c>/images/*.{png,svg}</c>.</summary>
    public required string Route { get; init; }

    /// <summary>The methods that it is for; null for all.</summary>
    public IReadOnlyList<string>? Methods { get; init; }

    /// <summary>Headers beside the global ones, whose place they take; an empty value removes one.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Where the browser is sent.</summary>
    public string? Redirect { get; init; }

    /// <summary>The file that is served in place of the path's.</summary>
    public string? Rewrite { get; init; }

    /// <summary>The status to answer with.</summary>
    public int? StatusCode { get; init; }

    /// <summary>Whether it is for a request.</summary>
    public bool Matches(string method, string path) =>
        (Methods is null || Methods.Contains(method, StringComparer.OrdinalIgnoreCase)) && PathPattern.Matches(Route, path);
}
