namespace Webhost.Cli.Projects;

/// <summary>A file of a bundle.</summary>
/// <param name="Path">Inside the bundle, with forward slashes.</param>
/// <param name="Source">On this machine.</param>
internal sealed record BundleFile(string Path, string Source);
