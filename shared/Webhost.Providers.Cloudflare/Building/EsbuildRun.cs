namespace Webhost.Providers.Cloudflare.Building;

/// <summary>How a run of esbuild ended.</summary>
/// <param name="Metafile">Null when it failed.</param>
/// <param name="Messages">Errors and warnings.</param>
/// <param name="Trouble">What went wrong besides errors in the source, for the customer; null when nothing did.</param>
/// <param name="TimedOut">Whether it was ended because it took too long.</param>
internal sealed record EsbuildRun(Metafile? Metafile, IReadOnlyList<BundlerMessage> Messages, string? Trouble, bool TimedOut = false);
