using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Webhost.Local.KeyVault.Vault;

namespace Webhost.Local.KeyVault.Http;

/// <summary>Answers what no endpoint took, and what failed inside the emulator, in the service's envelope.</summary>
internal sealed partial class FailureMiddleware(RequestDelegate next, ILogger<FailureMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed })
                await Answers.FailAsync(context, new VaultError(context.Response.StatusCode, "NotSupported", $"{context.Request.Method} {context.Request.Path} is no operation of this key vault."));
        }
        catch (BadHttpRequestException exception) when (!context.Response.HasStarted)
        {
            await Answers.FailAsync(context, VaultError.BadParameter(exception.Message) with { Status = exception.StatusCode });
        }
        catch (Exception exception) when (exception is not OperationCanceledException && !context.Response.HasStarted)
        {
            LogFailure(exception, context.Request.Method, context.Request.Path);
            await Answers.FailAsync(context, new VaultError(StatusCodes.Status500InternalServerError, "InternalServerError", "The local key vault failed; its log says why."));
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private partial void LogFailure(Exception exception, string method, string path);
}
