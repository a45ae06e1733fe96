using Microsoft.Extensions.Logging;

namespace Webhost.Providers.Cloudflare.Building;

/// <summary>What is logged of builds.</summary>
internal static partial class BuildLog
{
    [LoggerMessage(1, LogLevel.Warning, "The installed packages in {Folder} of the package cache could not be removed. The next build tries again.")]
    public static partial void NotRemoved(ILogger logger, string folder, Exception exception);
}
