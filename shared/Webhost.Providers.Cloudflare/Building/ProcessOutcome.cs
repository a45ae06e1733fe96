namespace Webhost.Providers.Cloudflare.Building;

/// <summary>How a tool ended.</summary>
/// <param name="ExitCode">0 for success; meaningless after a time-out.</param>
/// <param name="Output">What it wrote to both streams, cut to a reasonable length.</param>
/// <param name="TimedOut">Whether it was ended because it took too long.</param>
internal sealed record ProcessOutcome(int ExitCode, string Output, bool TimedOut);
