using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Webhost.Core.Idempotency;
using Webhost.Core.Invocation;

namespace Webhost.Functions.Http;

/// <summary>
/// Honours <c>Idempotency-Key</c> on every operation that makes or charges something: the first call is served to its end, also when its client leaves, and its
/// answer is given to whoever sends it again. A call that made nothing is forgotten.
/// </summary>
internal sealed class IdempotencyMiddleware(OperationCatalog operations, IdempotentCalls calls, InvocationOptions invocation) : IFunctionsWorkerMiddleware
{
    public const string Header = "Idempotency-Key";

    private const string RepeatedHeader = "Idempotency-Replayed";
    private const int SmallestBound = 1024 * 1024;

    private static readonly string[] KeptHeaders = ["Content-Type", "Location", "ETag", "Retry-After", "Cache-Control"];

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http || operations.Find(context.FunctionDefinition.Name) is not { Description.Idempotent: true } operation
            || !http.Request.Headers.TryGetValue(Header, out var key))
        {
            await next(context);
            return;
        }

        // Each operation has its own bound, too.
        if (!(await RequestBody.ReadAsync(http.Request, Math.Max(SmallestBound, invocation.MaximumBodyBytes))).TryGet(out var body, out var tooLarge))
        {
            await Api.Failed(tooLarge).ExecuteAsync(http);
            return;
        }

        http.Request.Body = new MemoryStream(body.ToArray(), writable: false);
        var call = CallOf(http, operation.Name, key.ToString(), body);
        switch (await calls.BeginAsync(call, http.RequestAborted))
        {
            case IdempotencyDecision.Serve serve:
                await ServeAsync(context, http, call, serve, next);
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

    private async Task ServeAsync(FunctionContext context, HttpContext http, IdempotentCall call, IdempotencyDecision.Serve serve, FunctionExecutionDelegate next)
    {
        var streams = http.Request.WantsEvents();
        KeptAnswer? answer = null;
        try
        {
            if (!streams)
            {
                http.RequestAborted = CancellationToken.None;
            }

            await next(context);
            answer = streams ? new KeptAnswer { Status = StatusCodes.Status200OK, Headers = new Dictionary<string, string>(StringComparer.Ordinal) } : await CaptureAsync(context, http);
        }
        finally
        {
            if (answer is { Status: < StatusCodes.Status400BadRequest })
            {
                await calls.KeepAsync(call, serve.Record, answer, CancellationToken.None);
            }
            else
            {
                await calls.LetGoAsync(serve.Record, CancellationToken.None);
            }
        }

        if (!streams && answer is not null)
        {
            context.GetInvocationResult().Value = new RepeatedAnswer(answer);
        }
    }

    /// <summary>Lets the operation's result write its answer into memory.</summary>
    private static async Task<KeptAnswer> CaptureAsync(FunctionContext context, HttpContext http)
    {
        var wire = http.Response.Body;
        using var memory = new MemoryStream();
        http.Response.Body = memory;
        try
        {
            if (context.GetInvocationResult().Value is IResult result)
            {
                await result.ExecuteAsync(http);
            }
        }
        finally
        {
            http.Response.Body = wire;
        }

        var headers = KeptHeaders.Where(http.Response.Headers.ContainsKey).ToDictionary(name => name, name => http.Response.Headers[name].ToString(), StringComparer.Ordinal);
        return new KeptAnswer { Status = http.Response.StatusCode, Headers = headers, Body = memory.ToArray() };
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
