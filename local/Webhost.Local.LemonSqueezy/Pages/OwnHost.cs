using Microsoft.AspNetCore.Http;

namespace Webhost.Local.LemonSqueezy.Pages;

/// <summary>
/// Serves under one name alone: signed addresses and cookies would differ under another, and a foreign name that resolves here is a trick to read
/// pages from another site. The API is for programs with a key, which may come by any name.
/// </summary>
internal sealed class OwnHost(SignedLinks links)
{
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase) || string.Equals($"{context.Request.Scheme}://{context.Request.Host}", links.Origin, StringComparison.OrdinalIgnoreCase))
            return next(context);
        if (!HttpMethods.IsGet(context.Request.Method))
            return PageShell.RefuseAsync(context, StatusCodes.Status421MisdirectedRequest, "Another address", $"Use {links.Origin}.");
        context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
        context.Response.Headers.Location = $"{links.Origin}{context.Request.Path}{context.Request.QueryString}";
        return Task.CompletedTask;
    }
}
