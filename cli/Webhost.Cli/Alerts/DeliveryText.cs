using Webhost.Cli.Shell;
using Webhost.Contracts.Alerts;

namespace Webhost.Cli.Alerts;

/// <summary>What became of a message, in words.</summary>
internal static class DeliveryText
{
    /// <summary>Where a delivery stands.</summary>
    /// <param name="status">Its state.</param>
    /// <param name="attempts">How often it was tried.</param>
    /// <param name="last">When it was last tried.</param>
    /// <param name="next">When it is tried again.</param>
    /// <param name="error">Why the last attempt failed; null if none did.</param>
    public static string Of(DeliveryStatus status, int attempts, DateTimeOffset? last, DateTimeOffset? next, string? error) => status switch
    {
        DeliveryStatus.Delivered => $"delivered {Moment.Show(last)}",
        DeliveryStatus.Failed => $"failed after {attempts}: {error}",
        DeliveryStatus.Pending when error is not null => $"to be tried again {Moment.Show(next)}: {error}",
        _ => ApiWord.Of(status),
    };
}
