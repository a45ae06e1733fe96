using System.Runtime.ExceptionServices;

namespace Microsoft.Azure.Functions.Worker.Embedded;

/// <summary>What a function throws reaches middleware and activities' callers as the official worker hands it on: inside an <see cref="AggregateException"/>.</summary>
internal static class Thrown
{
    /// <summary>Runs what may throw so, and throws on what the function itself threw.</summary>
    public static async Task UnwrapAsync(Task run)
    {
        try
        {
            await run;
        }
        catch (AggregateException wrapped) when (wrapped.InnerExceptions is [var thrown])
        {
            ExceptionDispatchInfo.Throw(thrown);
        }
    }
}
