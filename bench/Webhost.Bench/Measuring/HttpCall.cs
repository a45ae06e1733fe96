using System.Text;

namespace Webhost.Bench.Measuring;

/// <summary>A request that is sent again and again.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">Path and query.</param>
/// <param name="Headers">Lines such as <c>Accept: text/plain</c>, besides Host and Content-Length.</param>
/// <param name="Body">The body; null for a request without one.</param>
internal sealed record HttpCall(string Method, string Path, IReadOnlyList<string> Headers, string? Body)
{
    /// <summary>A GET.</summary>
    public static HttpCall Get(string path) => new("GET", path, [], Body: null);

    /// <summary>A POST of JSON.</summary>
    public static HttpCall Post(string path, string json, params IReadOnlyList<string> headers) => new("POST", path, ["Content-Type: application/json", .. headers], json);

    /// <summary>The bytes on the wire.</summary>
    public byte[] Bytes(Uri address)
    {
        StringBuilder head = new($"{Method} {Path} HTTP/1.1\r\nHost: {address.Authority}\r\n");
        foreach (string header in Headers)
            head.Append(header).Append("\r\n");
        if (Body is not null)
            head.Append($"Content-Length: {Encoding.UTF8.GetByteCount(Body)}\r\n");
        return Encoding.UTF8.GetBytes(head.Append("\r\n").Append(Body).ToString());
    }
}
