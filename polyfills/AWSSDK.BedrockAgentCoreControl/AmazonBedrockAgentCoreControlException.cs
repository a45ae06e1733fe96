#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

using System.Net;
using Amazon.Runtime;

namespace Amazon.BedrockAgentCoreControl;

/// <summary>An error that the service answered with.</summary>
public partial class AmazonBedrockAgentCoreControlException : AmazonServiceException
{
    /// <summary>With a message.</summary>
    public AmazonBedrockAgentCoreControlException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and its cause.</summary>
    public AmazonBedrockAgentCoreControlException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>As the service answered.</summary>
    public AmazonBedrockAgentCoreControlException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
