using Amazon.Runtime;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Webhost.Providers.AgentCore.Aws;

/// <summary>Makes calls that may be repeated: with a time-out each, repeated by the SDK while trouble may pass, and with their refusals as values.</summary>
internal sealed class AwsCalls(IOptions<AgentCoreOptions> options, TimeProvider time, ILogger<AwsCalls> logger)
{
    public Task<AwsAnswer<T>> RunAsync<T>(string operation, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
        where T : class => RunAsync(operation, call, options.Value.ApiTimeout, cancellationToken);

    public async Task<AwsAnswer<T>> RunAsync<T>(string operation, Func<CancellationToken, Task<T>> call, TimeSpan timeout, CancellationToken cancellationToken)
        where T : class
    {
        using var late = new CancellationTokenSource(timeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            return new AwsAnswer<T>(await call(stop.Token), Error: null);
        }
        catch (Exception exception) when (IsRefusal(exception, cancellationToken))
        {
            var error = AwsErrors.Of(exception);
            if (error.Kind is AwsErrorKind.NotFound or AwsErrorKind.Conflict)
            {
                AwsLog.Declined(logger, operation, error.Kind, error.Code, error.RequestId);
            }
            else
            {
                // What AWS says of a signature repeats the signed headers, and a session's token is one of them.
                AwsLog.Refused(logger, operation, error.Kind, error.Code, error.RequestId, error.Kind is AwsErrorKind.Credentials ? null : error.Message);
            }

            return new AwsAnswer<T>(Value: null, error);
        }
    }

    /// <summary>Whether an exception is a refusal, or the want of an answer, and not the caller's own cancellation.</summary>
    public static bool IsRefusal(Exception exception, CancellationToken cancellationToken) =>
        exception is AmazonServiceException or AmazonClientException or HttpRequestException or IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);
}
