#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

using Amazon.Runtime;

namespace Amazon.BedrockAgentCore.Model;

/// <summary>An agent's answer, as it comes. To be disposed of.</summary>
public partial class InvokeAgentRuntimeResponse : AmazonWebServiceResponse, IDisposable
{
    private bool _disposed;

    /// <summary>The answer.</summary>
    public Stream Response { get; set; }

    /// <summary>Its media type.</summary>
    public string ContentType { get; set; }

    /// <summary>The status.</summary>
    public int? StatusCode { get; set; }

    /// <summary>The session.</summary>
    public string RuntimeSessionId { get; set; }

    /// <summary>The trace, as AWS X-Ray names it.</summary>
    public string TraceId { get; set; }

    /// <summary>The trace, as the W3C names it.</summary>
    public string TraceParent { get; set; }

    /// <summary>State of the trace.</summary>
    public string TraceState { get; set; }

    /// <summary>What goes along with the trace.</summary>
    public string Baggage { get; set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends the answer.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            Response?.Dispose();
            Response = null;
        }

        _disposed = true;
    }
}
