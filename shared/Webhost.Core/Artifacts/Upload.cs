namespace Webhost.Core.Artifacts;

/// <summary>An upload that arrived whole.</summary>
/// <param name="UploadId">Its id.</param>
/// <param name="Checksum"><c>sha256:</c> and 64 hexadecimal digits.</param>
/// <param name="SizeBytes">Its size.</param>
public sealed record Upload(string UploadId, string Checksum, long SizeBytes);
