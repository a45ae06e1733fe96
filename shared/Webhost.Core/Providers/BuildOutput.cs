namespace Webhost.Core.Providers;

/// <summary>What a build gave.</summary>
public sealed record BuildOutput
{
    /// <summary>The archive's file inside the work directory; its bytes are a function of the input alone.</summary>
    public required string ArchivePath { get; init; }

    /// <summary>Facts that the provider wants back in <see cref="DeployInput.BuildFacts"/>, such as class names. No secrets.</summary>
    public required IReadOnlyDictionary<string, string> Facts { get; init; }

    /// <summary>Advice for the customer.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
