using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Webhost.Local.Cloudflare.Api;

/// <summary>The body of every API answer: <c>{success, errors, messages, result}</c>.</summary>
internal sealed class Envelope : IResult
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly int _status;
    private readonly JsonObject _body;

    private Envelope(int status, JsonObject body) => (_status, _body) = (status, body);

    public static Envelope Of(JsonNode? result) => new(StatusCodes.Status200OK, Body(result));

    /// <summary>A list, all on one page.</summary>
    public static Envelope Of(IEnumerable<JsonNode?> items)
    {
        var result = new JsonArray([.. items]);
        var body = Body(result);
        body["result_info"] = new JsonObject
        {
            ["page"] = 1,
            ["per_page"] = Math.Max(1, result.Count),
            ["count"] = result.Count,
            ["total_count"] = result.Count,
            ["total_pages"] = 1,
        };
        return new Envelope(StatusCodes.Status200OK, body);
    }

    public static Envelope Of(ApiError error) => new(error.Status, new JsonObject
    {
        ["success"] = false,
        ["errors"] = new JsonArray(new JsonObject { ["code"] = error.Code, ["message"] = error.Message }),
        ["messages"] = new JsonArray(),
        ["result"] = null,
    });

    /// <summary>The view of a value, or the error.</summary>
    public static Envelope Of<T>(ApiResult<T> outcome, Func<T, JsonNode?> view)
        where T : notnull =>
        outcome.TryGet(out var value, out var error) ? Of(view(value)) : Of(error);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = _status;
        httpContext.Response.ContentType = "application/json; charset=UTF-8";
        await httpContext.Response.WriteAsync(_body.ToJsonString(Plain), httpContext.RequestAborted);
    }

    private static JsonObject Body(JsonNode? result) => new()
    {
        ["success"] = true,
        ["errors"] = new JsonArray(),
        ["messages"] = new JsonArray(),
        ["result"] = result,
    };
}
