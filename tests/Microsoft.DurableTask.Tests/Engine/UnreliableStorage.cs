using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;

namespace Microsoft.DurableTask.Tests.Engine;

/// <summary>Lets every so-many-th request fail: in turn before it reaches the service, and after the service carried it out.</summary>
internal sealed class UnreliableStorage(int every) : HttpPipelinePolicy
{
    private int _requests;

    /// <summary>How many requests were spoilt.</summary>
    public int Failures => Volatile.Read(ref _requests) / every;

    /// <summary>Whether requests are spoilt.</summary>
    public bool IsOn { get; set; }

    /// <summary>Client options with this and without retries.</summary>
    public TableClientOptions Options()
    {
        TableClientOptions options = new() { Retry = { MaxRetries = 0 } };
        options.AddPolicy(this, HttpPipelinePosition.PerRetry);
        return options;
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var number = IsOn ? Interlocked.Increment(ref _requests) : 1;
        if (number % (2 * every) == 0)
            throw new HttpRequestException("The request was lost.");
        await ProcessNextAsync(message, pipeline);
        if (number % (2 * every) == every)
            throw new HttpRequestException("The answer was lost.");
    }
}
