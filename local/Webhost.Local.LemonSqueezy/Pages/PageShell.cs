using System.Globalization;
using Microsoft.AspNetCore.Http;
using Webhost.Local.LemonSqueezy.Records;

namespace Webhost.Local.LemonSqueezy.Pages;

/// <summary>What all pages have around them, and pieces that many have in them.</summary>
internal static class PageShell
{
    /// <summary>A whole page.</summary>
    /// <param name="title">The title of the window.</param>
    /// <param name="body">What stands in <c>main</c>.</param>
    /// <param name="width"><c>narrow</c>, <c>checkout</c> or <c>wide</c>.</param>
    /// <param name="refreshSeconds">The page asks for itself again after so long.</param>
    public static Html Page(string title, Html body, string width = "narrow", int? refreshSeconds = null) => Html.Of($"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        {(refreshSeconds is { } seconds ? Html.Of($"""<meta http-equiv="refresh" content="{seconds}">""") : Html.Empty)}
        <title>{title} · webhost</title>
        <link rel="stylesheet" href="/assets/style.css">
        <link rel="icon" href="/assets/logo.svg" type="image/svg+xml">
        </head>
        <body>
        <a class="skip" href="#main">Skip to the content</a>
        <header class="bar"><p class="brand">webhost<span>.systems</span></p><p class="badge">Test mode<span class="roomy">: no money moves</span></p></header>
        <main id="main" class="{width}">
        {body}
        </main>
        <footer>Local payment sandbox of this machine</footer>
        </body>
        </html>
        """);

    /// <summary>Something that went wrong, read out by screen readers at once.</summary>
    public static Html Alert(string? message) => message is null ? Html.Empty : Html.Of($"""<p class="alert" role="alert">{message}</p>""");

    /// <summary>Something that went well.</summary>
    public static Html Notice(string? message) => message is null ? Html.Empty : Html.Of($"""<p class="notice" role="status">{message}</p>""");

    /// <summary>A labelled input with what is wrong with it.</summary>
    public static Html Field(FormField field, string? problem)
    {
        var described = string.Join(' ', new[] { problem is null ? null : $"{field.Id}-problem", field.Hint is null ? null : $"{field.Id}-hint" }.Where(id => id is not null));
        return Html.Of($"""
            <div class="field">
            <label for="{field.Id}">{field.Label}</label>
            <input id="{field.Id}" name="{field.Id}" type="{field.Type}" value="{field.Value}" autocomplete="{field.AutoComplete}" maxlength="{field.Longest}" required{Attribute("inputmode", field.InputMode)}{Attribute("placeholder", field.Placeholder)}{Attribute("aria-describedby", described)}{Attribute("aria-invalid", problem is null ? null : "true")}>
            {(field.Hint is null ? Html.Empty : Html.Of($"""<p class="hint" id="{field.Id}-hint">{field.Hint}</p>"""))}
            {(problem is null ? Html.Empty : Html.Of($"""<p class="problem" id="{field.Id}-problem">{problem}</p>"""))}
            </div>
            """);
    }

    /// <summary>A day as people read it.</summary>
    public static Html Day(DateTimeOffset time) =>
        Html.Of($"""<time datetime="{time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}">{time.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)}</time>""");

    /// <summary>A day for a column of days.</summary>
    public static Html ShortDay(DateTimeOffset time) =>
        Html.Of($"""<time datetime="{time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}">{time.ToString("d MMM yyyy", CultureInfo.InvariantCulture)}</time>""");

    /// <summary>A card as it is spoken of.</summary>
    public static string CardInWords(Card card) => $"{CultureInfo.InvariantCulture.TextInfo.ToTitleCase(card.Brand)} card ending in {card.LastFour}";

    /// <summary>A time to the second.</summary>
    public static Html Time(DateTimeOffset time) =>
        Html.Of($"""<time datetime="{time.ToString("O", CultureInfo.InvariantCulture)}">{time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)}</time>""");

    /// <summary>Answers a page with the headers that all have. Nothing is loaded from elsewhere, and no script runs.</summary>
    public static Task WriteAsync(HttpContext context, Html page, int status = StatusCodes.Status200OK, string? formsMayLeadTo = null)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; style-src 'self'; img-src 'self'; script-src 'none'; form-action 'self' {formsMayLeadTo}; base-uri 'none'; frame-ancestors 'none'";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers["Referrer-Policy"] = "same-origin";
        return context.Response.WriteAsync(page.ToString(), context.RequestAborted);
    }

    /// <summary>A page that says why there is none.</summary>
    public static Task RefuseAsync(HttpContext context, int status, string title, string message) =>
        WriteAsync(context, Page(title, Html.Of($"""<section class="card"><h1>{title}</h1>{Alert(message)}</section>""")), status);

    /// <summary>Sends the browser on with a GET.</summary>
    public static Task SeeOther(HttpContext context, string address)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = address;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["Referrer-Policy"] = "same-origin";
        return Task.CompletedTask;
    }

    private static Html Attribute(string name, string? value) => string.IsNullOrEmpty(value) ? Html.Empty : Html.Of($" {name}=\"{value}\"");
}
