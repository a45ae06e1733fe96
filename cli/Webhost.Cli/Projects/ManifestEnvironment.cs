namespace Webhost.Cli.Projects;

/// <summary>The variables and secrets that a manifest names.</summary>
internal sealed record ManifestEnvironment
{
    public IReadOnlyList<string>? RequiredKeys { get; init; }

    public IReadOnlyList<string>? OptionalKeys { get; init; }
}
