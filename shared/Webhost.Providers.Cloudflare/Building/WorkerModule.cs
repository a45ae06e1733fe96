namespace Webhost.Providers.Cloudflare.Building;

/// <summary>A module of a Worker.</summary>
/// <param name="Name">Its path, by which other modules import it.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record WorkerModule(string Name, ReadOnlyMemory<byte> Content)
{
    /// <summary>The media type that tells Cloudflare what kind of module it is.</summary>
    public string ContentType => Path.GetExtension(Name) switch
    {
        ".js" or ".mjs" => "application/javascript+module",
        ".wasm" => "application/wasm",
        ".txt" or ".html" or ".sql" => "text/plain",
        _ => "application/octet-stream",
    };
}
