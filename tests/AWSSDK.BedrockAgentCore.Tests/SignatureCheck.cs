using System.Security.Cryptography;
using System.Text;

namespace AWSSDK.BedrockAgentCore.Tests;

/// <summary>Computes what a request's signature must be, from the published algorithm alone and from the bytes that came over the wire.</summary>
internal static class SignatureCheck
{
    private const string Service = "bedrock-agentcore";

    public static string Expected(ScriptedService.Sent request)
    {
        var authorization = request.Headers["authorization"];
        var signed = Part(authorization, "SignedHeaders=").Split(';');
        var scope = Part(authorization, "Credential=")[(ScriptedService.AccessKey.Length + 1)..];
        var question = request.Target.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? request.Target : request.Target[..question];
        var query = question < 0 ? string.Empty : string.Join('&', request.Target[(question + 1)..].Split('&').Order(StringComparer.Ordinal));

        // What is encoded on the wire is encoded once more.
        var canonicalPath = string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
        var headers = string.Concat(signed.Select(name => $"{name}:{request.Headers[name].Trim()}\n"));
        var payload = request.Headers.GetValueOrDefault("x-amz-content-sha256") ?? Hex(SHA256.HashData(request.Body));
        var canonical = string.Join('\n', request.Method, canonicalPath, query, headers, string.Join(';', signed), payload);
        var text = string.Join('\n', "AWS4-HMAC-SHA256", request.Headers["x-amz-date"], scope, Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical))));
        var key = Encoding.UTF8.GetBytes("AWS4" + ScriptedService.SecretKey);
        foreach (var part in (string[])[scope.Split('/')[0], ScriptedService.Region, Service, "aws4_request"])
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        return Hex(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
    }

    public static string Sent(ScriptedService.Sent request) => Part(request.Headers["authorization"], "Signature=");

    public static string Scope(ScriptedService.Sent request) => Part(request.Headers["authorization"], "Credential=");

    private static string Part(string authorization, string name)
    {
        var start = authorization.IndexOf(name, StringComparison.Ordinal) + name.Length;
        var end = authorization.IndexOf(',', start);
        return end < 0 ? authorization[start..] : authorization[start..end];
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
