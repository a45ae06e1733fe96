using Azure;

namespace Webhost.Storage.Internal;

/// <summary>Tells the answers apart that are no faults.</summary>
internal static class Errors
{
    /// <summary>The row's version is stale, or it is gone.</summary>
    public static bool IsStale(RequestFailedException exception) => exception.Status is 412 or 404;

    /// <summary>The row is there already.</summary>
    public static bool IsTaken(RequestFailedException exception) => exception.Status == 409;
}
