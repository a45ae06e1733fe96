using Webhost.Core.Results;

namespace Webhost.Core.Identity;

/// <summary>A call that goes on for long.</summary>
public sealed class LiveCall(Func<CancellationToken, ValueTask<Failure?>> refuse, TimeSpan interval, TimeProvider time)
{
    private long lookedAt = time.GetTimestamp();

    /// <summary>Null, or why it may not go on. Asked every second or more often, it tells so within two seconds, and waits for no storage.</summary>
    public async ValueTask<Failure?> RefuseAsync(CancellationToken cancellationToken)
    {
        if (time.GetElapsedTime(lookedAt) < interval)
        {
            return null;
        }

        lookedAt = time.GetTimestamp();
        return await refuse(cancellationToken);
    }
}
