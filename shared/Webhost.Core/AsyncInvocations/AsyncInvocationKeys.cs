using Webhost.Core.Telemetry;
using Webhost.Core.Webhooks;

namespace Webhost.Core.AsyncInvocations;

/// <summary>The keys that sign what invocations' webhooks are sent, derived and never stored (ADR 2): each is good for one invocation.</summary>
public sealed class AsyncInvocationKeys(WorkloadKeys keys)
{
    /// <summary>The key of an invocation.</summary>
    internal ValueTask<byte[]> KeyAsync(AsyncInvocationRecord invocation, CancellationToken cancellationToken) =>
        keys.PlatformKeyAsync($"invocation-webhook:{invocation.UserId}:{invocation.Ids.InvocationId}", cancellationToken);

    /// <summary>The same as who asked for the invocation is told it.</summary>
    internal async ValueTask<string> SecretAsync(AsyncInvocationRecord invocation, CancellationToken cancellationToken) => WebhookSignature.SecretOf(await KeyAsync(invocation, cancellationToken));
}
