namespace Webhost.Local.AgentCore.Storage;

/// <summary>A body that has come whole, agrees with all that was said of it, and lies in a file.</summary>
/// <param name="File">The file.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Md5">Their MD5 in lower-case hexadecimal.</param>
/// <param name="Checksums">The checksums that the client gave, in Base64 by algorithm.</param>
internal sealed record Received(string File, long Size, string Md5, IReadOnlyDictionary<string, string> Checksums);
