using System.Text.RegularExpressions;

namespace Webhost.Providers.Cloudflare.Building;

/// <summary>An error or warning of the bundler.</summary>
internal sealed partial record BundlerMessage
{
    public required bool IsError { get; init; }

    public required string Text { get; init; }

    /// <summary>The file, as the bundler names it; null when the message belongs to none.</summary>
    public string? File { get; init; }

    /// <summary>From 1.</summary>
    public int Line { get; init; }

    /// <summary>From 1.</summary>
    public int Column { get; init; }

    /// <summary>The source line.</summary>
    public string? Source { get; init; }

    /// <summary>What the bundler adds.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The import that leads nowhere, when the message is of one.</summary>
    public string? Unresolved => NotResolved().Match(Text) is { Success: true } match ? match.Groups["path"].Value : null;

    [GeneratedRegex("^Could not resolve \"(?<path>[^\"]+)\"", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NotResolved();
}
