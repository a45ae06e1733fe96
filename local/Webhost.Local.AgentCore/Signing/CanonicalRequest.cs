using System.Text;
using Microsoft.AspNetCore.Http;
using Webhost.Local.AgentCore.Http;

namespace Webhost.Local.AgentCore.Signing;

/// <summary>A request in the one form that client and server sign alike (Signature Version 4).</summary>
internal static class CanonicalRequest
{
    private const string SignatureParameter = "X-Amz-Signature";

    public static string Of(HttpRequest request, RequestTarget target, RequestSignature signature, string payloadHash)
    {
        var text = new StringBuilder();
        // S3 takes the path as it is; all others encode once more what is encoded on the wire, after taking dots and empty segments out.
        text.Append(request.Method).Append('\n')
            .Append(signature.Scope.Service is "s3" ? target.RawPath : string.Join('/', Normalized(target.RawPath).Split('/').Select(Encode))).Append('\n')
            .AppendJoin('&', target.Query
                .Where(pair => signature.Expires is null || pair.Name is not SignatureParameter)
                .Select(pair => (Name: Encode(pair.Name), Value: Encode(pair.Value)))
                .OrderBy(pair => pair.Name, StringComparer.Ordinal).ThenBy(pair => pair.Value, StringComparer.Ordinal)
                .Select(pair => $"{pair.Name}={pair.Value}")).Append('\n');
        foreach (var name in signature.SignedHeaders)
            text.Append(name).Append(':').AppendJoin(',', request.Headers[name].Select(value => Collapse(value ?? string.Empty))).Append('\n');
        return text.Append('\n').AppendJoin(';', signature.SignedHeaders).Append('\n').Append(payloadHash).ToString();
    }

    /// <summary>RFC 3986: everything but letters, digits and <c>-._~</c>.</summary>
    public static string Encode(string text) => Uri.EscapeDataString(text);

    private static string Normalized(string path)
    {
        var segments = new List<string>();
        foreach (var segment in path.Split('/'))
        {
            if (segment is "..")
            {
                if (segments.Count > 0)
                    segments.RemoveAt(segments.Count - 1);
            }
            else if (segment.Length > 0 && segment is not ".")
            {
                segments.Add(segment);
            }
        }

        return $"/{string.Join('/', segments)}{(segments.Count > 0 && path.EndsWith('/') ? "/" : string.Empty)}";
    }

    private static string Collapse(string value) => string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
