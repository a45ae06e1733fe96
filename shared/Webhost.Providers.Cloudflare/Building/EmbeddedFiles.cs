namespace Webhost.Providers.Cloudflare.Building;

/// <summary>Files of <c>shim-worker/</c> that are part of this assembly.</summary>
internal static class EmbeddedFiles
{
    public static byte[] Read(string name)
    {
        using var stream = typeof(EmbeddedFiles).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The assembly lacks '{name}'.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    public static string ReadText(string name) => System.Text.Encoding.UTF8.GetString(Read(name));
}
