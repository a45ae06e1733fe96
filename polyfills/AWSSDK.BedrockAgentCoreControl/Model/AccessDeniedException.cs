#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

using System.Net;
using Amazon.Runtime;

namespace Amazon.BedrockAgentCoreControl.Model;

/// <summary>The caller may not do this.</summary>
public partial class AccessDeniedException : AmazonBedrockAgentCoreControlException
{
    /// <summary>With a message.</summary>
    public AccessDeniedException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and its cause.</summary>
    public AccessDeniedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>As the service answered.</summary>
    public AccessDeniedException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
