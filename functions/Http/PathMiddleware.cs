using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Webhost.Core.Results;

namespace Webhost.Functions.Http;

/// <summary>
/// Refuses paths with parts of dots alone, however they are written: resolved, they lead to something else than was meant, and a session that is to be
/// deleted becomes its agent. A host in front of this process resolves them itself; what it leaves of a last part of dots is a slash at the end.
/// </summary>
internal sealed class PathMiddleware : IFunctionsWorkerMiddleware
{
    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http)
        {
            return next(context);
        }

        if (http.Features.Get<IHttpRequestFeature>()?.RawTarget is { } target && HasPartOfDots(target))
        {
            return Api.Failed(Failure.Invalid.At("path", "The path has a part of dots alone, which is no id.")).ExecuteAsync(http);
        }

        return Writes(http.Request.Method) && http.Request.Path.Value is [_, .., '/']
            ? Api.Failed(Failure.Invalid.At("path", "The path ends in a slash: an id is missing, or was dots alone.")).ExecuteAsync(http)
            : next(context);
    }

    private static bool Writes(string method) => !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsOptions(method);

    private static bool HasPartOfDots(string target)
    {
        var path = target.AsSpan();
        path = path.IndexOf('?') is var query and >= 0 ? path[..query] : path;
        if (path.IndexOf("/.", StringComparison.Ordinal) < 0 && path.IndexOf("%2e", StringComparison.OrdinalIgnoreCase) < 0)
        {
            return false;
        }

        foreach (var range in path.Split('/'))
        {
            if (Uri.UnescapeDataString(path[range]) is "." or "..")
            {
                return true;
            }
        }

        return false;
    }
}
