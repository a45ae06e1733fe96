using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Amazon.RestJson;

/// <summary>Writes a request: members of its path, its query, its headers and its JSON body.</summary>
internal sealed class RestWriter(RestService service, IRequest request) : IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private Utf8JsonWriter? _body;

    /// <summary>The request itself.</summary>
    public IRequest Request => request;

    /// <summary>Fills a place of the path in.</summary>
    public void Path(string name, string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            throw service.ErrorOf(new ErrorResponse { Message = $"Request object does not have required field {char.ToUpperInvariant(name[0])}{name[1..]} set" }, []);
        }

        request.AddPathResource($"{{{name}}}", value);
    }

    /// <summary>Adds to the query.</summary>
    public void Query(string name, string? value)
    {
        request.UseQueryString = true;
        if (value is not null)
        {
            request.Parameters.Add(name, value);
        }
    }

    /// <summary>Adds to the query.</summary>
    public void Query(string name, int? value) => Query(name, value?.ToString(CultureInfo.InvariantCulture));

    /// <summary>Sets a header.</summary>
    public void Header(string name, string? value)
    {
        if (value is not null)
        {
            request.Headers[name] = value;
        }
    }

    /// <summary>Gives the request a body, be it an empty object.</summary>
    public Utf8JsonWriter Body()
    {
        if (_body is null)
        {
            _body = new Utf8JsonWriter(_buffer);
            _body.WriteStartObject();
        }

        return _body;
    }

    /// <summary>Adds a member to the body.</summary>
    public void Text(string name, string? value) => Body().Text(name, value);

    /// <summary>Adds a member to the body that makes the request idempotent.</summary>
    public void Token(string? value) => Text("clientToken", value ?? Guid.NewGuid().ToString());

    /// <summary>Adds a member to the body.</summary>
    public void Map(string name, Dictionary<string, string>? values) => Body().Map(name, values);

    /// <summary>Adds a member to the body.</summary>
    public void Object<T>(string name, T? value, Action<T, Utf8JsonWriter> write)
        where T : class => Body().Object(name, value, write);

    /// <summary>Ends the body.</summary>
    public void Complete()
    {
        if (_body is not null)
        {
            _body.WriteEndObject();
            _body.Flush();

            // A request without a body has no such header on the wire, so none may be signed.
            request.Headers["Content-Type"] = "application/json";
            request.Content = _buffer.WrittenSpan.ToArray();
        }
    }

    public void Dispose() => _body?.Dispose();
}
