namespace Webhost.Providers.Cloudflare;

/// <summary>The section <c>Build</c>: the tools that turn source into a Worker.</summary>
public sealed class BuildOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Build";

    /// <summary>The native esbuild binary.</summary>
    public string EsbuildPath { get; set; } = string.Empty;

    /// <summary>The <c>node_modules</c> folder of the packages that agents may import without shipping them; none when empty.</summary>
    public string VendoredPackagesPath { get; set; } = string.Empty;

    /// <summary><c>off</c>, or <c>lockfile</c> to install what a bundle's <c>package-lock.json</c> names.</summary>
    public string NpmInstall { get; set; } = "off";

    /// <summary>The npm command.</summary>
    public string NpmPath { get; set; } = "npm";

    /// <summary>The only registry that packages are installed from.</summary>
    public string NpmRegistry { get; set; } = "https://registry.npmjs.org/";

    /// <summary>Where installed packages are kept between builds; a folder of the system's temporary files when empty.</summary>
    public string NpmCacheDirectory { get; set; } = string.Empty;

    /// <summary>How long the bundler may take.</summary>
    public TimeSpan BundleTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long npm may take.</summary>
    public TimeSpan InstallTimeout { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>Megabytes of address space that the bundler may take (Linux).</summary>
    public int BundleMemoryMegabytes { get; set; } = 2048;
}
