using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Webhost.Core.Identity;

namespace Webhost.Core.Tests.Doubles;

/// <summary>An identity provider: its documents over a wire in memory, and tokens that it has signed.</summary>
internal sealed class IssuerDouble : IDisposable
{
    public const string Issuer = "https://issuer.test";

    private readonly RSA rsa = RSA.Create(2048);

    public OidcOptions Options { get; } = new() { Authority = new Uri(Issuer), Audience = "api", Algorithms = ["RS256"] };

    /// <summary>Whether it answers.</summary>
    public bool Away { get; set; }

    private RsaSecurityKey Key => new(rsa) { KeyId = "one" };

    public HttpClient NewClient() => new(new Wire(this));

    /// <summary>A token that lives an hour, with some claims.</summary>
    public string Sign(string claims)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var payload = JsonNode.Parse(claims)!.AsObject();
        payload["iss"] = Issuer;
        payload["aud"] = "api";
        payload["iat"] = now;
        payload["exp"] = now + 3600;
        return new JsonWebTokenHandler().CreateToken(payload.ToJsonString(), new SigningCredentials(Key, SecurityAlgorithms.RsaSha256));
    }

    public void Dispose() => rsa.Dispose();

    private string DocumentAt(string path)
    {
        var open = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(rsa.ExportParameters(includePrivateParameters: false)) { KeyId = Key.KeyId });
        return path.EndsWith("openid-configuration", StringComparison.Ordinal)
            ? $$"""{ "issuer": "{{Issuer}}", "jwks_uri": "{{Issuer}}/jwks" }"""
            : $$"""{ "keys": [{ "kty": "RSA", "use": "sig", "alg": "RS256", "kid": "{{open.Kid}}", "n": "{{open.N}}", "e": "{{open.E}}" }] }""";
    }

    private sealed class Wire(IssuerDouble issuer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => issuer.Away
            ? throw new HttpRequestException("The issuer is away.")
            : Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(issuer.DocumentAt(request.RequestUri!.AbsolutePath), Encoding.UTF8, "application/json") });
    }
}
