using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Webhost.Local.AgentCore.Admin;
using Webhost.Local.AgentCore.Signing;
using Webhost.Local.AgentCore.Storage;

namespace Webhost.Local.AgentCore.Http;

/// <summary>
/// The one door. The service that a request is signed for says which it is meant for; a request that is not signed, or not rightly, gets no further.
/// </summary>
internal sealed partial class Front(SignatureVerifier verifier, Operations operations, S3Routes s3, Faults faults, SecurityTokenRoutes tokens, AdminRoutes admin, ILogger<Front> logger)
{
    private const string AgentCore = "bedrock-agentcore";

    public async Task InvokeAsync(HttpContext context)
    {
        var target = RequestTarget.Of(context);
        var isS3 = false;
        try
        {
            if (admin.IsFor(context, target))
            {
                await admin.ServeAsync(context, target);
                return;
            }

            context.Response.Headers["x-amzn-requestid"] = Guid.NewGuid().ToString();
            var signature = RequestSignature.Of(context.Request, target);
            // Somebody who opens an address of S3 without a signature reads XML as well.
            isS3 = signature?.Scope.Service is "s3";
            var caller = await verifier.VerifyAsync(context, target, signature);
            switch (caller.Signature.Scope.Service)
            {
                case "s3":
                    if (caller.SessionOf is not null)
                        throw new AwsException(403, "AccessDenied", "Access Denied");
                    Throttle();
                    await s3.ServeAsync(S3Request.Of(context, target, caller));
                    return;
                case "sts":
                    isS3 = true;
                    await tokens.ServeAsync(context, caller);
                    return;
                case AgentCore:
                    await operations.ServeAsync(context, target, caller);
                    return;
                default:
                    throw new AwsException(403, "InvalidSignatureException", $"The signature is for '{caller.Signature.Scope.Service}', which this is not.");
            }
        }
        catch (AwsException refusal)
        {
            await RefuseAsync(context, refusal, isS3);
        }
        catch (Exception exception) when (context.RequestAborted.IsCancellationRequested && exception is OperationCanceledException or IOException)
        {
            // The caller has gone: nobody hears an answer.
        }
        catch (BadHttpRequestException exception)
        {
            await RefuseAsync(context, new AwsException(exception.StatusCode, isS3 ? "IncompleteBody" : "ValidationException", exception.Message), isS3);
        }
        catch (Exception exception)
        {
            LogFailure(context.Request.Method, exception);
            await RefuseAsync(context, new AwsException(500, isS3 ? "InternalError" : "InternalServerException", "We encountered an internal error. Please try again."), isS3);
        }
    }

    private void Throttle()
    {
        if (faults.Take(Fault.Throttle, "S3") is not null)
            throw new AwsException(503, "SlowDown", "Please reduce your request rate.");
        if (faults.Take(Fault.InternalError, "S3") is not null)
            throw new AwsException(500, "InternalError", "We encountered an internal error. Please try again.");
    }

    private static async Task RefuseAsync(HttpContext context, AwsException refusal, bool isS3)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        context.Response.Headers.ContentLength = null;
        if (refusal.Status == StatusCodes.Status304NotModified)
            context.Response.StatusCode = refusal.Status;
        else if (isS3)
            await Answers.XmlErrorAsync(context, refusal);
        else
            await Answers.ErrorAsync(context, refusal);
    }

    [LoggerMessage(LogLevel.Error, "A {Method} request failed")]
    private partial void LogFailure(string method, Exception exception);
}
