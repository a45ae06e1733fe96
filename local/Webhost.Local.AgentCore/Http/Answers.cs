using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;

namespace Webhost.Local.AgentCore.Http;

/// <summary>Answers in the service's shapes.</summary>
internal static class Answers
{
    public static async Task JsonAsync(HttpContext context, int status, JsonNode? body)
    {
        context.Response.StatusCode = status;
        if (body is null)
            return;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }

    /// <summary>A page of a list; with a token when there is more.</summary>
    public static JsonObject Page(string name, IEnumerable<JsonObject> items, string? nextToken)
    {
        var page = new JsonObject { [name] = new JsonArray([.. items]) };
        if (nextToken is not null)
            page["nextToken"] = nextToken;
        return page;
    }

    public static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);

    /// <summary>A time in seconds since 1970.</summary>
    public static JsonNode Epoch(DateTimeOffset at) => JsonValue.Create(at.ToUnixTimeMilliseconds() / 1000.0);

    public static Task ErrorAsync(HttpContext context, AwsException error)
    {
        context.Response.Headers["x-amzn-errortype"] = error.Type;
        var body = new JsonObject { ["message"] = error.Message };
        if (error.Type is "ValidationException")
        {
            body["reason"] = "FieldValidationFailed";
            body["fieldList"] = new JsonArray([.. error.Fields.Select(field => new JsonObject { ["name"] = field.Name, ["message"] = field.Message })]);
        }

        return JsonAsync(context, error.Status, body);
    }

    public static async Task XmlAsync(HttpContext context, int status, XElement body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/xml";
        var bytes = Encoding.UTF8.GetBytes($"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{body.ToString(SaveOptions.DisableFormatting)}");
        context.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    public static Task XmlErrorAsync(HttpContext context, AwsException error) => XmlAsync(context, error.Status, new XElement(
        "Error",
        new XElement("Code", error.Type),
        new XElement("Message", error.Message),
        new XElement("RequestId", context.TraceIdentifier)));
}
