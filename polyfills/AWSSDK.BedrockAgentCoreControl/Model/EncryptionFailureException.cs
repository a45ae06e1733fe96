#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

using System.Net;
using Amazon.Runtime;

namespace Amazon.BedrockAgentCoreControl.Model;

/// <summary>A secret could not be encrypted.</summary>
public partial class EncryptionFailureException : AmazonBedrockAgentCoreControlException
{
    /// <summary>With a message.</summary>
    public EncryptionFailureException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and its cause.</summary>
    public EncryptionFailureException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>As the service answered.</summary>
    public EncryptionFailureException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
