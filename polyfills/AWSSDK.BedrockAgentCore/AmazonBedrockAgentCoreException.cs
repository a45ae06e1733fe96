#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

using System.Net;
using Amazon.Runtime;

namespace Amazon.BedrockAgentCore;

/// <summary>An error that the service answered with.</summary>
public partial class AmazonBedrockAgentCoreException : AmazonServiceException
{
    /// <summary>With a message.</summary>
    public AmazonBedrockAgentCoreException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and its cause.</summary>
    public AmazonBedrockAgentCoreException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>As the service answered.</summary>
    public AmazonBedrockAgentCoreException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
