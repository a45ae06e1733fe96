using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Webhost.Local.LemonSqueezy.Api;

/// <summary>Writes answers in the shapes of JSON:API.</summary>
internal static class JsonApi
{
    public const string MediaType = "application/vnd.api+json";

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A document; <c>jsonapi</c> is put before its members.</summary>
    public static Task WriteAsync(HttpContext context, JsonObject members, int status = StatusCodes.Status200OK)
    {
        var document = new JsonObject { ["jsonapi"] = new JsonObject { ["version"] = "1.0" } };
        foreach (var (name, value) in members.ToList())
        {
            members.Remove(name);
            document[name] = value;
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = MediaType;
        return context.Response.WriteAsync(document.ToJsonString(Plain), context.RequestAborted);
    }

    public static Task RefuseAsync(HttpContext context, Refusal refusal) =>
        WriteAsync(context, new JsonObject { ["errors"] = new JsonArray([.. refusal.Problems.Select(problem => Error(refusal, problem))]) }, refusal.Status);

    private static JsonObject Error(Refusal refusal, Problem problem)
    {
        var error = new JsonObject { ["detail"] = problem.Detail };
        if (problem.Pointer is not null)
            error["source"] = new JsonObject { ["pointer"] = problem.Pointer };
        else if (problem.Parameter is not null)
            error["source"] = new JsonObject { ["parameter"] = problem.Parameter };
        error["status"] = refusal.Status.ToString(System.Globalization.CultureInfo.InvariantCulture);
        error["title"] = problem.Parameter is null ? refusal.Title : "Invalid Query Parameter";
        return error;
    }
}
