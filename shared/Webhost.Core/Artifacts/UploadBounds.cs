namespace Webhost.Core.Artifacts;

/// <summary>How large an upload may be.</summary>
/// <param name="MaximumBytes">By itself.</param>
/// <param name="MaximumTotalBytes">With everything else that the user has stored; null for no limit.</param>
public sealed record UploadBounds(long MaximumBytes, long? MaximumTotalBytes = null);
