using System.Security.Cryptography;
using System.Text;
using Webhost.Providers.Cloudflare.Invocation;

namespace Webhost.Providers.Cloudflare.Tests.Invocation;

public sealed class RequestSignatureTests
{
    [Theory]
    [InlineData("GET", "/__webhost/health", "")]
    [InlineData("POST", "/__webhost/invoke?x=1", "{\"a\":\"ü\"}")]
    public void The_signature_covers_time_method_path_and_body(string method, string path, string body)
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(1_795_000_000_123);

        var (timestamp, signature) = RequestSignature.Create("0123abcd", now, method, path, Encoding.UTF8.GetBytes(body));

        var bodyHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));
        var expected = HMACSHA256.HashData("0123abcd"u8, Encoding.UTF8.GetBytes($"1795000000123.{method}.{path}.{bodyHash}"));
        Assert.Equal("1795000000123", timestamp);
        Assert.Equal($"v1={Convert.ToHexStringLower(expected)}", signature);
    }

    [Fact]
    public void Long_paths_and_keys_are_signed_too()
    {
        var path = "/" + new string('p', 5000);
        var key = new string('k', 5000);

        var (timestamp, signature) = RequestSignature.Create(key, DateTimeOffset.UnixEpoch, "GET", path, []);

        var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes($"{timestamp}.GET.{path}.{Convert.ToHexStringLower(SHA256.HashData([]))}"));
        Assert.Equal($"v1={Convert.ToHexStringLower(expected)}", signature);
    }
}
