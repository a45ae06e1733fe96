using Azure;

namespace Microsoft.DurableTask.Worker.Engine;

/// <summary>Tells what a failed storage operation means.</summary>
internal static class StorageFailures
{
    /// <summary>Somebody else changed the instance, or this very change was made already.</summary>
    public static bool IsConflict(Exception exception) => exception is RequestFailedException { Status: 404 or 409 or 412 };

    /// <summary>How long to wait before the next attempt.</summary>
    public static TimeSpan Delay(WorkerSettings settings, int attempt)
    {
        var delay = settings.FirstRetryDelay * Math.Pow(2, Math.Min(attempt, 16));
        return delay < settings.LongestRetryDelay ? delay : settings.LongestRetryDelay;
    }
}
