using System.Security.Cryptography;

namespace Webhost.Providers.Cloudflare.Building;

/// <summary>The Worker code that is wrapped around every agent (<c>shim-worker/</c>).</summary>
internal static class ShimScript
{
    /// <summary>The module.</summary>
    public static ReadOnlyMemory<byte> Content { get; } = EmbeddedFiles.Read("shim.js");

    /// <summary>The first 16 digits of its SHA-256: which shim a deployment was built with.</summary>
    public static string Hash { get; } = Convert.ToHexStringLower(SHA256.HashData(Content.Span))[..16];
}
