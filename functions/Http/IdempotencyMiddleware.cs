using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;
using Webhost.Core.Idempotency;
using Webhost.Core.Invocation;
using Webhost.Core.Results;

namespace Webhost.Functions.Http;

/// <summary>
/// Honours <c>Idempotency-Key</c> on every operation that makes or charges something: the first call is served to its end, also when its client leaves, and its
/// answer is given to whoever sends it again. A call that failed is forgotten, unless it had done something (<see cref="LastingAnswer"/>).
/// </summary>
internal sealed partial class IdempotencyMiddleware(OperationCatalog operations, IdempotentCalls calls, InvocationOptions invocation, ILogger<IdempotencyMiddleware> logger) : IFunctionsWorkerMiddleware
{
    public const string Header = "Idempotency-Key";

    /// <summary>The header with the checksum of a body that is an archive.</summary>
    public const string ChecksumHeader = "X-Checksum";

    private const string RepeatedHeader = "Idempotency-Replayed";
    private const int SmallestBound = 1024 * 1024;

    private static readonly string[] KeptHeaders = ["Content-Type", "Location", "ETag", "Retry-After", "Cache-Control", PreferenceHeaders.Applied];

    /// <summary>The key that a request carries; null when there is none.</summary>
    public static string? KeyOf(HttpRequest request) => request.Headers.TryGetValue(Header, out var key) ? key.ToString() : null;

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http || operations.Find(context.FunctionDefinition.Name) is not { Description.Idempotent: true } operation
            || !http.Request.Headers.TryGetValue(Header, out var key))
        {
            await next(context);
            return;
        }

        if (!(await IdentifyAsync(http, operation)).TryGet(out var body, out var refused))
        {
            await Api.Failed(refused).ExecuteAsync(http);
            return;
        }

        var call = CallOf(http, operation.Name, key.ToString(), body);
        switch (await calls.BeginAsync(call, http.RequestAborted))
        {
            case IdempotencyDecision.Serve serve:
                await ServeAsync(context, http, operation, call, serve, next);
                break;
            case IdempotencyDecision.Repeat repeat:
                http.Response.Headers[RepeatedHeader] = "true";
                await new RepeatedAnswer(repeat.Answer).ExecuteAsync(http);
                break;
            case IdempotencyDecision.Refuse refuse:
                await Api.Failed(refuse.Failure).ExecuteAsync(http);
                break;
            default:
                throw new InvalidOperationException("There is no such decision.");
        }
    }

    /// <summary>What tells a call's body from another: the body itself, or of an archive, which is never held whole, the checksum that it must have.</summary>
    private async Task<Result<ReadOnlyMemory<byte>>> IdentifyAsync(HttpContext http, Operation operation)
    {
        if (operation.Description.RawRequest.Length > 0)
        {
            return http.Request.Headers[ChecksumHeader].ToString() is { Length: > 0 } checksum
                ? (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(checksum)
                : Failure.Invalid.At(ChecksumHeader, $"With an {Header} send the archive's checksum too (sha256:…): by it a repeat is known to be the same archive.");
        }

        // Each operation has its own bound, too.
        var read = await RequestBody.ReadAsync(http.Request, Math.Max(SmallestBound, invocation.MaximumBodyBytes));
        if (read.TryGet(out var body, out _))
        {
            http.Request.Body = new MemoryStream(body.ToArray(), writable: false);
        }

        return read;
    }

    private async Task ServeAsync(FunctionContext context, HttpContext http, Operation operation, IdempotentCall call, IdempotencyDecision.Serve serve, FunctionExecutionDelegate next)
    {
        // An answer as events is given to nobody again: it ends with its client.
        if (!(operation.Description.Streams && http.Request.Wants(EventStream.MediaType) && !PreferenceHeaders.WantsAsync(http.Request)))
        {
            http.RequestAborted = CancellationToken.None;
        }

        KeptAnswer? kept = null;
        try
        {
            await next(context);
            var isLasting = context.GetInvocationResult().Value is LastingAnswer;
            var answer = await CaptureAsync(context, http);
            kept = isLasting || answer.Status < StatusCodes.Status400BadRequest ? answer : null;
        }
        finally
        {
            await EndAsync(call, serve.Call, kept);
        }
    }

    /// <summary>Lets the operation's result write its answer into memory, and gives that in its place. A stream is left as it is.</summary>
    private static async Task<KeptAnswer> CaptureAsync(FunctionContext context, HttpContext http)
    {
        var given = context.GetInvocationResult();
        if (given.Value is IStreamedAnswer)
        {
            return new KeptAnswer { Status = StatusCodes.Status200OK, Headers = new Dictionary<string, string>(StringComparer.Ordinal) };
        }

        var wire = http.Response.Body;
        using var memory = new MemoryStream();
        http.Response.Body = memory;
        try
        {
            if (given.Value is IResult result)
            {
                await result.ExecuteAsync(http);
            }
        }
        finally
        {
            http.Response.Body = wire;
        }

        var headers = KeptHeaders.Where(http.Response.Headers.ContainsKey).ToDictionary(name => name, name => http.Response.Headers[name].ToString(), StringComparer.Ordinal);
        var answer = new KeptAnswer { Status = http.Response.StatusCode, Headers = headers, Body = memory.ToArray() };
        given.Value = new RepeatedAnswer(answer);
        return answer;
    }

    private async Task EndAsync(IdempotentCall call, ServedCall served, KeptAnswer? answer)
    {
        try
        {
            await (answer is not null ? calls.KeepAsync(call, served, answer, CancellationToken.None) : calls.LetGoAsync(served, CancellationToken.None));
        }
        catch (Exception exception) when (exception is Azure.RequestFailedException or AggregateException or HttpRequestException or OperationCanceledException)
        {
            // The call was served and is answered; only its repeats will not be.
            NotKept(exception, call.Operation);
        }
    }

    private static IdempotentCall CallOf(HttpContext http, string operation, string key, ReadOnlyMemory<byte> body)
    {
        var caller = http.Request.Caller();
        return new IdempotentCall
        {
            UserId = caller.User.UserId,
            Caller = $"{caller.User.UserId} {caller.OnlyAgentId}",
            Operation = operation,
            Key = key,
            Target = $"{http.Request.Method} {http.Request.Path}{http.Request.QueryString}",
            Body = body,
        };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The answer of {Operation} to a call with an idempotency key could not be kept.")]
    private partial void NotKept(Exception exception, string operation);

    private sealed record RepeatedAnswer(KeptAnswer Answer) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = Answer.Status;
            foreach (var (name, value) in Answer.Headers)
            {
                httpContext.Response.Headers[name] = value;
            }

            if (Answer.Body is { Length: > 0 } body)
            {
                await httpContext.Response.Body.WriteAsync(body, httpContext.RequestAborted);
            }
        }
    }
}
