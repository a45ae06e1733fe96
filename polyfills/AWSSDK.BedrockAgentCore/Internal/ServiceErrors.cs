using System.Text.Json;
using Amazon.BedrockAgentCore.Model;
using Amazon.RestJson;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Amazon.BedrockAgentCore.Internal;

/// <summary>The exception that an answered error stands for.</summary>
internal static class ServiceErrors
{
    public static AmazonServiceException Of(ErrorResponse error, byte[] body) => error.Code switch
    {
        "AccessDeniedException" => new AccessDeniedException(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "ConflictException" => new ConflictException(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "InternalServerException" => new InternalServerException(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "InvalidInputException" => new InvalidInputException(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "ResourceNotFoundException" => new ResourceNotFoundException(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "RetryableConflictException" => new RetryableConflictException(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "RuntimeClientError" => new RuntimeClientErrorException(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "ServiceException" => new ServiceException(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "ServiceQuotaExceededException" => new ServiceQuotaExceededException(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "ThrottledException" => new ThrottledException(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "ThrottlingException" => new ThrottlingException(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "UnauthorizedException" => new UnauthorizedException(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "ValidationException" => Validation(error, body),
        _ => new AmazonBedrockAgentCoreException(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
    };

    private static ValidationException Validation(ErrorResponse error, byte[] body)
    {
        using var document = JsonDocument.Parse(body.Length > 0 ? body : "{}"u8.ToArray());
        return new ValidationException(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode)
        {
            Reason = document.RootElement.Text("reason"),
            FieldList = document.RootElement.List("fieldList", field => new ValidationExceptionField { Name = field.Text("name"), Message = field.Text("message") }),
        };
    }
}
