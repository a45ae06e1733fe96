using System.Net;
using System.Text.Json;
using Webhost.Cli.Shell;
using Webhost.Contracts.Errors;

namespace Webhost.Cli.Api;

/// <summary>Reads the error of an answer, also one that something between here and the API made.</summary>
internal static class ErrorAnswer
{
    public static async Task<ErrorBody> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            if (JsonSerializer.Deserialize(body, CliJson.Type<ErrorEnvelope>())?.Error is { } error)
            {
                return error;
            }
        }
        catch (Exception failure) when (failure is JsonException or HttpRequestException or IOException)
        {
            // Not the API's own answer: the status line is all there is to tell.
        }

        return new ErrorBody
        {
            Code = CodeOf(response.StatusCode),
            Message = $"{response.RequestMessage?.RequestUri?.GetLeftPart(UriPartial.Path)} answered {(int)response.StatusCode} {response.ReasonPhrase}, without saying why.",
            Retryable = response.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout,
            TraceId = string.Empty,
        };
    }

    private static ErrorCode CodeOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => ErrorCode.Unauthenticated,
        HttpStatusCode.PaymentRequired => ErrorCode.LimitExceeded,
        HttpStatusCode.Forbidden => ErrorCode.Unauthorized,
        HttpStatusCode.NotFound => ErrorCode.NotFound,
        HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed => ErrorCode.Conflict,
        HttpStatusCode.TooManyRequests => ErrorCode.RateLimited,
        >= HttpStatusCode.InternalServerError => ErrorCode.Internal,
        _ => ErrorCode.InvalidRequest,
    };
}
