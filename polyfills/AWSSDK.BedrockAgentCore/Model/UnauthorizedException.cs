#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

using System.Net;
using Amazon.Runtime;

namespace Amazon.BedrockAgentCore.Model;

/// <summary>The caller is not known.</summary>
public partial class UnauthorizedException : AmazonBedrockAgentCoreException
{
    /// <summary>With a message.</summary>
    public UnauthorizedException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and its cause.</summary>
    public UnauthorizedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>As the service answered.</summary>
    public UnauthorizedException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
