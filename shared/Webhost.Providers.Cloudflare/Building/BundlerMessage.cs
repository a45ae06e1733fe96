namespace Webhost.Providers.Cloudflare.Building;

/// <summary>An error or warning of the bundler.</summary>
internal sealed record BundlerMessage
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
}
