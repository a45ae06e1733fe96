using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Webhost.Contracts.Errors;
using Webhost.Contracts.Json;
using Webhost.Core.Results;

namespace Webhost.Functions.Http;

/// <summary>Reads and writes bodies. Unknown members of a request are refused, so that a misspelt one is not silently ignored.</summary>
internal static class ApiJson
{
    private const int DefaultMaximumBytes = 1024 * 1024;

    private static readonly JsonSerializerOptions Options = new(ApiJsonContext.Default.Options)
    {
        TypeInfoResolver = ApiJsonContext.Default,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,

        // People read answers in a terminal, and nothing of them ends up inside HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    // What an agent answers may be nested deeper than what is asked.
    private static readonly JsonSerializerOptions RequestOptions = new(Options) { MaxDepth = 32 };

    /// <summary>How all types are written and read.</summary>
    public static JsonSerializerOptions SchemaOptions => Options;

    /// <summary>How a type is written.</summary>
    public static JsonTypeInfo<T> TypeInfo<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    /// <summary>Reads the body. Failure: Invalid, with the path of the mistake.</summary>
    public static async Task<Result<T>> ReadAsync<T>(HttpRequest request, int maximumBytes = DefaultMaximumBytes, bool optional = false)
        where T : class, new()
    {
        if (request.Headers.ContentEncoding is { Count: > 0 } encoding && !string.Equals(encoding, "identity", StringComparison.OrdinalIgnoreCase))
        {
            return Failure.Invalid.At("Content-Encoding", $"A body with the encoding '{encoding}' is not taken here. Send it as it is.");
        }

        var body = await RequestBody.ReadAsync(request, maximumBytes);
        if (!body.TryGet(out var bytes, out var failure))
        {
            return failure;
        }

        if (bytes.Length == 0)
        {
            return optional ? new T() : Failure.Invalid.At("body", "The request needs a JSON body.");
        }

        try
        {
            return JsonSerializer.Deserialize(bytes.Span, (JsonTypeInfo<T>)RequestOptions.GetTypeInfo(typeof(T))) is { } value ? value : Failure.Invalid.At("body", "The body is a JSON object, not null.");
        }
        catch (JsonException exception)
        {
            return Failure.Invalid.All([Explain(exception)]);
        }
    }

    private static Problem Explain(JsonException exception)
    {
        var path = string.IsNullOrEmpty(exception.Path) || string.Equals(exception.Path, "$", StringComparison.Ordinal) ? "body" : exception.Path.Replace("$.", string.Empty, StringComparison.Ordinal);
        if (exception.Message.Contains("Duplicate property", StringComparison.Ordinal))
        {
            return new Problem(path, "A member is there twice. Remove one of them.");
        }

        var unknown = exception.Message.Contains("could not be mapped", StringComparison.Ordinal);
        return new Problem(path, unknown
            ? $"'{path}' is no member of this request. Check its spelling."
            : $"The JSON can't be read here (line {(exception.LineNumber ?? 0) + 1}, byte {(exception.BytePositionInLine ?? 0) + 1}): a value of another type is expected, or the text is malformed.");
    }
}
