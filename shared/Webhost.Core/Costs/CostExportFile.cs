namespace Webhost.Core.Costs;

/// <summary>A file of a provider's cost export.</summary>
/// <param name="Provider">The runtime whose provider wrote it.</param>
/// <param name="Path">Where it lies among that provider's files; the same path states the same part of the bill, so that a newer file replaces it.</param>
/// <param name="Version">Changes with each write of the file.</param>
/// <param name="WrittenAt">When it was written; null where that is not known.</param>
public sealed record CostExportFile(string Provider, string Path, string Version, DateTimeOffset? WrittenAt);
