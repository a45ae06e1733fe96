using Microsoft.AspNetCore.Http;

namespace Webhost.Functions.Http;

/// <summary>The answer of a call that failed after it had done something: under an <c>Idempotency-Key</c> it is kept, where other failures are forgotten, so that a repeat does not do it again.</summary>
internal sealed class LastingAnswer(IResult answer) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => answer.ExecuteAsync(httpContext);
}
