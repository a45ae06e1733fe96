#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

using System.Net;
using Amazon.Runtime;

namespace Amazon.BedrockAgentCore.Model;

/// <summary>Too many requests.</summary>
public partial class ThrottledException : AmazonBedrockAgentCoreException
{
    /// <summary>With a message.</summary>
    public ThrottledException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and its cause.</summary>
    public ThrottledException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>As the service answered.</summary>
    public ThrottledException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
