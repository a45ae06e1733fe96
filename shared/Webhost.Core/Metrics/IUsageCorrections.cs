namespace Webhost.Core.Metrics;

/// <summary>Is told how much more a user has used than gateways settled at once, so that limits count it too.</summary>
public interface IUsageCorrections
{
    /// <summary>Sets what telemetry adds in a period; it takes the place of what was set before. Idempotent.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="period">The billing period's key.</param>
    /// <param name="tokens">Tokens beyond those that answers said.</param>
    /// <param name="computeMs">Milliseconds of invocations that no gateway measured.</param>
    /// <param name="costMicros">Millionths of a US dollar.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task SetExtraAsync(string userId, string period, long tokens, long computeMs, long costMicros, CancellationToken cancellationToken);
}
