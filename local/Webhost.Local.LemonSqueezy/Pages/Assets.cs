using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Webhost.Local.LemonSqueezy.Pages;

/// <summary>The style sheet and the mark.</summary>
internal static class Assets
{
    private const string Logo = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#2456e6"/><path d="M7 10l4 12 5-9 5 9 4-12" fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round"/></svg>
        """;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var style = Read("style.css");
        routes.MapGet("/assets/style.css", context => WriteAsync(context, "text/css; charset=utf-8", style));
        routes.MapGet("/assets/logo.svg", context => WriteAsync(context, "image/svg+xml", Logo));
    }

    private static Task WriteAsync(HttpContext context, string type, string text)
    {
        context.Response.ContentType = type;
        context.Response.Headers.CacheControl = "max-age=300";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    private static string Read(string name)
    {
        var assembly = Assembly.GetExecutingAssembly();
        using var stream = assembly.GetManifestResourceStream($"Webhost.Local.LemonSqueezy.Pages.{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
