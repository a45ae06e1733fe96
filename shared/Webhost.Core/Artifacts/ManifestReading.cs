namespace Webhost.Core.Artifacts;

/// <summary>A manifest that passed every check.</summary>
/// <param name="Manifest">The manifest.</param>
/// <param name="Warnings">Advice for the customer, such as members that mean nothing here.</param>
public sealed record ManifestReading(AgentManifest Manifest, IReadOnlyList<string> Warnings);
