using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Webhost.Local.Dashboard;

/// <summary>Answers as Azure Static Web Apps would: by the rules of the configuration, then with the file of the path, then with the fallback.</summary>
internal sealed class StaticWebApp(StaticWebAppConfig config, StaticFiles files, string configPath, StaticFile runtimeConfig)
{
    private const string OwnConfig = "/staticwebapp.config.json";
    private const string NotBuilt = "The dashboard is not built: run ./dev up, which builds it.\n";

    public Task AnswerAsync(HttpContext context)
    {
        var (request, path) = (context.Request, context.Request.Path.Value ?? "/");
        var route = config.RouteOf(request.Method, path);
        foreach (var (name, value) in config.HeadersOf(route))
            context.Response.Headers[name] = value;
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            return TextAsync(context, StatusCodes.Status405MethodNotAllowed, "Only GET and HEAD are answered here.\n");
        }

        if (route?.Redirect is { } target)
        {
            context.Response.Headers.Location = target;
            context.Response.StatusCode = route.StatusCode ?? StatusCodes.Status302Found;
            return Task.CompletedTask;
        }

        if (!files.AreThere)
            return TextAsync(context, StatusCodes.Status503ServiceUnavailable, NotBuilt);
        if (route is { StatusCode: >= 400 and var status })
            return TextAsync(context, status, $"{status}\n");
        var (file, wanted) = FileOf(route?.Rewrite ?? path);
        return file is null ? TextAsync(context, StatusCodes.Status404NotFound, "There is nothing here.\n") : FileAsync(context, file, wanted ? route?.StatusCode : null);
    }

    private (StaticFile? File, bool Wanted) FileOf(string path)
    {
        if (string.Equals(path, configPath, StringComparison.Ordinal))
            return (runtimeConfig, true);
        if (!string.Equals(path, OwnConfig, StringComparison.OrdinalIgnoreCase) && files.Find(path) is { } file)
            return (file, true);
        return config.FallbackOf(path) is { } fallback ? (files.Find(fallback), false) : (null, false);
    }

    private static Task FileAsync(HttpContext context, StaticFile file, int? status)
    {
        var (request, response) = (context.Request, context.Response);
        response.Headers.ETag = file.ETag;
        if (file.IsPackable)
            response.Headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        if (request.Headers.IfNoneMatch.ToString() is { Length: > 0 } known && (known == "*" || known.Contains(file.ETag, StringComparison.Ordinal)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        var (bytes, encoding) = file.For(request.Headers.AcceptEncoding.ToString());
        if (encoding is not null)
            response.Headers.ContentEncoding = encoding;
        response.StatusCode = status ?? StatusCodes.Status200OK;
        response.ContentType = file.MediaType;
        return BodyAsync(context, bytes);
    }

    private static Task TextAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return BodyAsync(context, System.Text.Encoding.UTF8.GetBytes(text));
    }

    private static Task BodyAsync(HttpContext context, byte[] bytes)
    {
        context.Response.Headers.ContentLength = bytes.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(bytes, 0, bytes.Length, context.RequestAborted);
    }
}
