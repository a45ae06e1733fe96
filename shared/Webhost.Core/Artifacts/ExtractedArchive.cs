namespace Webhost.Core.Artifacts;

/// <summary>An archive that was unpacked whole.</summary>
/// <param name="Root">The folder of the manifest: the target folder, or the only folder in it.</param>
/// <param name="Files">How many files were written.</param>
/// <param name="UnpackedBytes">Their size together.</param>
public sealed record ExtractedArchive(string Root, int Files, long UnpackedBytes);
