using System.Globalization;
using System.Text;

namespace Azure.Data.Tables.Internal;

/// <summary>The answer to an entity group transaction: one response per action, or the one that made it fail.</summary>
internal static class BatchResponse
{
    /// <exception cref="TableTransactionFailedException">An action failed; nothing was applied.</exception>
    public static Response<IReadOnlyList<Response>> Read(Response response)
    {
        var parts = Parts(response.Content.ToMemory(), response.ClientRequestId);
        foreach (var part in parts)
        {
            if (part.IsError)
                throw new TableTransactionFailedException(new RequestFailedException(part, innerException: null, TableErrorParser.Instance));
        }
        return Response.FromValue<IReadOnlyList<Response>>(parts, response);
    }

    // Each part is an HTTP response: a status line, headers, an empty line, a body up to the next boundary.
    private static List<BatchPartResponse> Parts(ReadOnlyMemory<byte> content, string clientRequestId)
    {
        var parts = new List<BatchPartResponse>();
        var rest = content;
        while (rest.Span.IndexOf("HTTP/1.1 "u8) is var start and >= 0)
        {
            rest = rest[start..];
            var end = rest.Span.IndexOf("\n--"u8);
            var part = end < 0 ? rest : rest[..end];
            rest = rest[part.Length..];
            parts.Add(Part(part, clientRequestId));
        }
        return parts;
    }

    private static BatchPartResponse Part(ReadOnlyMemory<byte> part, string clientRequestId)
    {
        var statusLine = Line(ref part);
        var reasonAt = statusLine.IndexOf(' ', 9);
        var status = int.Parse(reasonAt < 0 ? statusLine.AsSpan(9) : statusLine.AsSpan(9, reasonAt - 9), NumberStyles.None, CultureInfo.InvariantCulture);
        var response = new BatchPartResponse(status, reasonAt < 0 ? "" : statusLine[(reasonAt + 1)..], clientRequestId);
        while (part.Length > 0 && Line(ref part) is { Length: > 0 } header)
        {
            var colon = header.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
                response.AddHeader(header[..colon], header[(colon + 1)..].Trim());
        }
        response.SetBody(Trimmed(part));
        return response;
    }

    private static string Line(ref ReadOnlyMemory<byte> rest)
    {
        var end = rest.Span.IndexOf((byte)'\n');
        var line = end < 0 ? rest.Span : rest.Span[..end];
        var text = Encoding.UTF8.GetString(line.TrimEnd((byte)'\r'));
        rest = end < 0 ? default : rest[(end + 1)..];
        return text;
    }

    private static ReadOnlyMemory<byte> Trimmed(ReadOnlyMemory<byte> body)
    {
        var span = body.Span;
        var length = span.TrimEnd("\r\n "u8).Length;
        return body[..length];
    }
}
