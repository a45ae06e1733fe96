using Microsoft.AspNetCore.Http;

namespace Webhost.Local.LemonSqueezy.Pages;

/// <summary>Reads submitted forms.</summary>
internal static class Forms
{
    /// <summary>The form; null, with the refusal answered, when it doesn't come from one of the sandbox's own pages.</summary>
    public static async Task<IFormCollection?> ReadAsync(HttpContext context, string origin)
    {
        var from = context.Request.Headers.Origin.ToString();
        if (from.Length > 0 && !string.Equals(from, origin, StringComparison.OrdinalIgnoreCase))
        {
            await PageShell.RefuseAsync(context, StatusCodes.Status403Forbidden, "Not accepted", "The form was sent from another site.");
            return null;
        }

        if (!context.Request.HasFormContentType)
        {
            await PageShell.RefuseAsync(context, StatusCodes.Status415UnsupportedMediaType, "Not accepted", "A form was expected.");
            return null;
        }

        return await context.Request.ReadFormAsync(context.RequestAborted);
    }

    public static string Text(this IFormCollection form, string name) => form[name].ToString().Trim();
}
