using System.Net;
using System.Text;

namespace Webhost.Local.AgentCore.Tests;

public sealed class SignatureTests : IAsyncLifetime
{
    private TestEmulator _emulator = null!;

    public async Task InitializeAsync() => _emulator = await TestEmulator.StartAsync(options => options with { Isolate = false });

    public async Task DisposeAsync() => await _emulator.DisposeAsync();

    [Fact]
    public async Task A_rightly_signed_request_is_answered()
    {
        using var response = await _emulator.Client.SendAsync(HttpMethod.Post, "/runtimes/?maxResults=5");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { "secret", "InvalidSignatureException" },
        { "key", "UnrecognizedClientException" },
        { "region", "InvalidSignatureException" },
        { "service", "InvalidSignatureException" },
        { "body", "InvalidSignatureException" },
        { "query", "InvalidSignatureException" },
        { "path", "InvalidSignatureException" },
        { "late", "InvalidSignatureException" },
        { "early", "InvalidSignatureException" },
        { "none", "MissingAuthenticationTokenException" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_signature_is_refused_in_the_services_own_shape(string what, string type)
    {
        var right = new SignedAs();
        var signing = what switch
        {
            "secret" => right with { Secret = "another" },
            "key" => right with { KeyId = "AKIANOBODY" },
            "region" => right with { Region = "eu-west-1" },
            "service" => right with { Service = "bedrock" },
            "body" => right with { SignedBody = "{\"a\":1}"u8.ToArray() },
            "query" => right with { SentTarget = "/runtimes/?maxResults=2" },
            "path" => right with { SentTarget = "/runtimes/x/?maxResults=1" },
            "late" => right with { At = DateTime.UtcNow.AddMinutes(-6) },
            "early" => right with { At = DateTime.UtcNow.AddMinutes(6) },
            _ => right with { IsSigned = false },
        };

        using var response = await _emulator.Client.SendAsync(HttpMethod.Post, "/runtimes/?maxResults=1", "{}"u8.ToArray(), signing);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal(type, Assert.Single(response.Headers.GetValues("x-amzn-errortype")));
        Assert.Contains("\"message\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_of_AWS_that_is_not_signed_is_refused()
    {
        using var response = await _emulator.Client.SendAsync(HttpMethod.Post, "/runtimes/", headers: new Dictionary<string, string>(StringComparer.Ordinal) { ["X-Amz-Security-Token"] = "slipped-in" });

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Theory]
    [InlineData("PUT", "/runtimes")]
    [InlineData("GET", "/runtimes/")]
    [InlineData("POST", "/runtimes/x/versions")]
    [InlineData("PUT", "/runtimes/x")]
    public async Task A_missing_slash_or_another_method_is_another_operation(string method, string target)
    {
        using var response = await _emulator.Client.SendAsync(new HttpMethod(method), target);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("UnknownOperationException", Assert.Single(response.Headers.GetValues("x-amzn-errortype")));
    }

    [Theory]
    [InlineData("/code/..%2f..%2fadmin.key")]
    [InlineData("/code/../../admin.key")]
    [InlineData("/..%2f..%2fadmin.key")]
    public async Task A_key_that_climbs_is_just_a_key(string target)
    {
        using var response = await _emulator.Client.SendAsync(HttpMethod.Get, target, signing: new SignedAs { Service = "s3" });

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.DoesNotContain(await _emulator.AdminKeyAsync(), await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_of_S3_that_is_not_the_signed_one_is_refused_and_leaves_nothing()
    {
        using var put = await _emulator.Client.SendAsync(HttpMethod.Put, "/code/a", "sent"u8.ToArray(), new SignedAs { Service = "s3", SignedBody = Encoding.UTF8.GetBytes("signed") });
        using var get = await _emulator.Client.SendAsync(HttpMethod.Get, "/code/a", signing: new SignedAs { Service = "s3" });

        Assert.Equal(HttpStatusCode.BadRequest, put.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, get.StatusCode);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_emulator.State, "s3", "code", "data")));
    }

    [Fact]
    public async Task The_switches_for_tests_need_the_admin_key()
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("Authorization", "Bearer wrong");
        using var response = await http.GetAsync(new Uri(_emulator.Uri, "/local/sessions"));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }
}
