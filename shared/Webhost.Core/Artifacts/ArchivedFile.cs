namespace Webhost.Core.Artifacts;

/// <summary>A file in an archive.</summary>
/// <param name="Path">Where it lies, with forward slashes.</param>
/// <param name="SizeBytes">Its size, unpacked.</param>
/// <param name="Crc32">Its CRC-32.</param>
public sealed record ArchivedFile(string Path, long SizeBytes, uint Crc32);
