namespace Webhost.Local.Cloudflare.Runtime;

/// <summary>The dispatcher Worker, which runs beside each script of its namespace and once by itself.</summary>
/// <param name="Source">Its one ES module.</param>
/// <param name="FacadeSocket">The Unix socket where it reaches every other script of the namespace.</param>
/// <param name="Key">Its variable <c>DISPATCH_KEY</c>; null for none.</param>
internal sealed record DispatcherCode(string Source, string FacadeSocket, string? Key);
