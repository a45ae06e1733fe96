using Webhost.Core.Artifacts;

namespace Webhost.Core.Providers;

/// <summary>What is built.</summary>
public sealed record BuildInput
{
    /// <summary>The unpacked, checked source; the build reads it and writes nothing into it.</summary>
    public required string SourceDirectory { get; init; }

    /// <summary>An empty folder for the build's own files.</summary>
    public required string WorkDirectory { get; init; }

    /// <summary>The checked manifest.</summary>
    public required AgentManifest Manifest { get; init; }

    /// <summary>Takes lines for the deployment's log.</summary>
    public required Action<string> Log { get; init; }
}
