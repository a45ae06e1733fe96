using Microsoft.Extensions.Options;

namespace Webhost.Providers.Cloudflare.Invocation;

/// <summary>Where a Worker is reached.</summary>
internal sealed class DispatcherAddress
{
    private const string Placeholder = "{script}";
    private readonly string before;
    private readonly string after;

    public DispatcherAddress(IOptions<CloudflareOptions> options)
    {
        var url = options.Value.DispatcherUrl.TrimEnd('/');
        var at = url.IndexOf(Placeholder, StringComparison.Ordinal);
        IsOfDispatcher = at < 0;
        (before, after) = at < 0 ? ($"{url}/", string.Empty) : (url[..at], url[(at + Placeholder.Length)..]);
    }

    /// <summary>Whether it is the dispatcher Worker that is reached, and not the Workers themselves.</summary>
    public bool IsOfDispatcher { get; }

    /// <summary>A Worker's base address.</summary>
    public Uri Of(string script) => new(string.Concat(before, script, after));

    /// <summary>The address of a path that a Worker itself sees as <paramref name="path"/>.</summary>
    public Uri Of(string script, string path) => new(string.Concat(before, script, after, path));
}
