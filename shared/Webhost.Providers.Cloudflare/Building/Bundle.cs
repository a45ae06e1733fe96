namespace Webhost.Providers.Cloudflare.Building;

/// <summary>A bundle that was made and passed every check.</summary>
/// <param name="Metafile">What the bundler says of it.</param>
/// <param name="Directory">The folder with <c>agent.js</c> and the modules beside it.</param>
/// <param name="Roots">Where its files came from.</param>
/// <param name="Warnings">The bundler's warnings, for the customer.</param>
internal sealed record Bundle(Metafile Metafile, string Directory, BundleRoots Roots, IReadOnlyList<string> Warnings);
