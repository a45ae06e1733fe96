#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

using System.Net;
using Amazon.Runtime;

namespace Amazon.BedrockAgentCoreControl.Model;

/// <summary>The request is malformed.</summary>
public partial class ValidationException : AmazonBedrockAgentCoreControlException
{
    /// <summary>With a message.</summary>
    public ValidationException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and its cause.</summary>
    public ValidationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>As the service answered.</summary>
    public ValidationException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }

    /// <summary>Why.</summary>
    public ValidationExceptionReason Reason { get; set; }

    /// <summary>The members that were refused.</summary>
    public List<ValidationExceptionField> FieldList { get; set; }
}
