using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Webhost.Local.KeyVault.Vault;

namespace Webhost.Local.KeyVault.Http;

/// <summary>Writes answers and reads bodies in the service's shapes.</summary>
internal static class Answers
{
    public static Task WriteAsync<T>(HttpContext context, T body, JsonTypeInfo<T> type) =>
        context.Response.WriteAsJsonAsync(body, type, contentType: "application/json; charset=utf-8", context.RequestAborted);

    public static Task FailAsync(HttpContext context, VaultError error)
    {
        context.Response.StatusCode = error.Status;
        var inner = error.InnerCode is null ? null : new WireErrorBody(error.InnerCode, Message: null, InnerError: null);
        return WriteAsync(context, new WireError(new WireErrorBody(error.Code, error.Message, inner)), WireJson.Default.WireError);
    }

    /// <summary>The body; null, with the error answered, when it is not the JSON object that is wanted.</summary>
    public static async Task<T?> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            if (await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted) is { } body)
                return body;
        }
        catch (JsonException)
        {
            // Answered below like a body that is null; the parser's message could quote a value.
        }

        await FailAsync(context, VaultError.BadParameter("The request body is not valid JSON for this operation."));
        return null;
    }

    /// <summary>Writes what was found, or its error.</summary>
    public static Task WriteAsync<T>(HttpContext context, Outcome<T> outcome, Func<T, WireSecret> shape)
        where T : class =>
        outcome.Succeeded ? WriteAsync(context, shape(outcome.Value), WireJson.Default.WireSecret) : FailAsync(context, outcome.Error);
}
