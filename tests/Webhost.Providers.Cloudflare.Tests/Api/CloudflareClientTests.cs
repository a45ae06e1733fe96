using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Webhost.Core.Results;
using Webhost.Providers.Cloudflare.Api;
using Webhost.Providers.Cloudflare.Building;

namespace Webhost.Providers.Cloudflare.Tests.Api;

public sealed class CloudflareClientTests : IDisposable
{
    private readonly FakeApi api = new();
    private readonly CloudflareOptions options = new() { ApiBaseUrl = "https://api.test/client/v4/", AccountId = "acc", ApiToken = "token", DispatchNamespace = "ns", DispatcherUrl = "https://d.test" };
    private CloudflareHttp? http;
    private ApiRateLimit? rateLimit;

    public void Dispose()
    {
        http?.Dispose();
        rateLimit?.Dispose();
    }

    [Theory]
    [InlineData(500, ApiCodes.InternalScript)]
    [InlineData(500, ApiCodes.Internal)]
    [InlineData(409, ApiCodes.ConcurrentChange)]
    [InlineData(429, 971)]
    [InlineData(502, 0)]
    public async Task Trouble_that_may_pass_is_tried_again(int status, int code)
    {
        api.Refuse(status, code).Break().Succeed("{\"a\":1}");

        var answer = await Client().SendAsync(HttpMethod.Get, "/x", content: null, CancellationToken.None);

        Assert.Null(answer.Error);
        Assert.Equal(1, answer.Result.GetProperty("a").GetInt32());
        Assert.Equal(3, api.Requests.Count);
        Assert.All(api.Requests, request => Assert.Equal("/client/v4/x", request.Path));
    }

    [Fact]
    public async Task Trouble_that_does_not_pass_ends_after_some_attempts()
    {
        options.ApiAttempts = 3;
        api.Refuse(503, 0).Refuse(503, 0).Refuse(503, 0);

        var answer = await Client().SendAsync(HttpMethod.Get, "/x", content: null, CancellationToken.None);

        Assert.True(answer.Error!.IsTransient);
        Assert.Equal(3, api.Requests.Count);
    }

    [Fact]
    public async Task A_refusal_for_good_is_not_tried_again()
    {
        api.Refuse(400, ApiCodes.Validation);

        var answer = await Client().SendAsync(HttpMethod.Put, "/x", () => new StringContent("body"), CancellationToken.None);

        Assert.Equal(ApiCodes.Validation, answer.Error!.Code);
        Assert.Single(api.Requests);
    }

    [Fact]
    public async Task An_answer_that_is_no_envelope_is_an_error()
    {
        api.Answer(403, "<html>");

        var answer = await Client().SendAsync(HttpMethod.Get, "/x", content: null, CancellationToken.None);

        Assert.Equal(403, answer.Error!.Status);
    }

    [Fact]
    public async Task A_success_without_an_envelope_is_believed_of_deletions_only()
    {
        options.ApiAttempts = 1;
        api.Answer(200, string.Empty).Answer(200, string.Empty);
        var client = Client();

        Assert.Null((await client.SendAsync(HttpMethod.Delete, "/x", content: null, CancellationToken.None)).Error);
        Assert.True((await client.SendAsync(HttpMethod.Put, "/x", content: null, CancellationToken.None)).Error!.IsTransient);
    }

    [Fact]
    public async Task Calls_wait_for_the_rate_limit()
    {
        options.ApiBurst = 1;
        options.ApiCallsPerSecond = 10;
        for (var call = 0; call < 13; call++)
        {
            api.Succeed();
        }

        var client = Client();
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        for (var call = 0; call < 13; call++)
        {
            await client.SendAsync(HttpMethod.Get, "/x", content: null, CancellationToken.None);
        }

        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(start), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData(403, ApiCodes.Authentication, false, "does not accept the platform's credentials")]
    [InlineData(400, ApiCodes.MissingAuthentication, false, "does not accept the platform's credentials")]
    [InlineData(401, 0, false, "does not accept the platform's credentials")]
    [InlineData(403, ApiCodes.NotEntitled, false, "lacks a feature")]
    [InlineData(403, ApiCodes.NotEntitledNamespace, false, "lacks a feature")]
    [InlineData(400, ApiCodes.MalformedUpload, false, "code 10006")]
    [InlineData(400, ApiCodes.InvalidName, false, "code 10016")]
    [InlineData(413, ApiCodes.TooLarge, false, "larger than Cloudflare takes")]
    [InlineData(409, ApiCodes.ConcurrentChange, true, "has trouble")]
    [InlineData(403, ApiCodes.TooManyScripts, false, "as many agents as it may")]
    [InlineData(404, ApiCodes.EnvironmentNotFound, false, "does not have the place")]
    [InlineData(400, ApiCodes.ClassNotConfigured, false, "not exported")]
    [InlineData(400, ApiCodes.ClassInUse, false, "dropped a Durable Object class")]
    [InlineData(400, ApiCodes.ClassNotExported, false, "not exported")]
    [InlineData(400, ApiCodes.Migration, false, "changed while it was deployed")]
    [InlineData(412, ApiCodes.MigrationTag, false, "changed while it was deployed")]
    [InlineData(400, ApiCodes.DurableObjectPlan, false, "this kind of Durable Object")]
    [InlineData(400, ApiCodes.Limits, false, "limits that the platform sets")]
    [InlineData(400, ApiCodes.CpuLimit, false, "limits that the platform sets")]
    [InlineData(404, ApiCodes.NoRoute, false, "code 7003")]
    [InlineData(400, 12345, false, "code 12345")]
    [InlineData(400, 0, false, "HTTP 400")]
    [InlineData(500, ApiCodes.Internal, true, "has trouble")]
    [InlineData(400, ApiCodes.InternalScript, true, "has trouble")]
    [InlineData(429, 971, true, "taking no more requests")]
    [InlineData(0, 0, true, "could not be reached")]
    public void Each_refusal_is_translated_without_the_vendors_text(int status, int code, bool transient, string shown)
    {
        var error = new ApiError(status, code == 0 ? [] : [new ApiMessage(code, "vendor text with sk-secret")]);

        var failure = CloudflareErrors.Deployment(error, ["sk-secret"]);

        Assert.Equal(transient, failure.Transient);
        Assert.Contains(shown, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("vendor text", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Uncaught Error: ENOENT: no such file or directory, readAll '/bundle/prompt.txt'", "import the file")]
    [InlineData("Script startup exceeded CPU time limit.", "import less")]
    public void A_start_up_error_that_leaves_the_next_step_open_is_told_with_it(string reason, string advice)
    {
        var failure = CloudflareErrors.Deployment(new ApiError(400, [new ApiMessage(ApiCodes.Validation, reason)]), []);

        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.Contains(advice, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_start_up_error_is_shown_without_secrets()
    {
        var error = new ApiError(400, [new ApiMessage(ApiCodes.Validation, "Uncaught Error: key sk-secret-1 is wrong\n  at agent.js:1:20")]);

        var failure = CloudflareErrors.Deployment(error, ["sk-secret", "sk-secret-1", "is"]);

        Assert.Equal("The agent's code did not start: Uncaught Error: key ••• is wrong\n  at agent.js:1:20", failure.Message);
        Assert.Equal(new Failure.DeploymentFailed(failure.Message, Transient: false), failure);
    }

    [Theory]
    [InlineData("https://user:p/ss!w*rd@host", "https%3A%2F%2Fuser%3Ap%2Fss!w*rd%40host")]
    [InlineData("https://user:p/ss!w*rd@host", "https%3A%2F%2Fuser%3Ap%2Fss%21w%2Ard%40host")]
    [InlineData("-----BEGIN KEY-----\nüA\"==\n", "{\"key\":\"-----BEGIN KEY-----\\nüA\\\"==\\n\"}")]
    public void A_secret_is_not_shown_in_the_forms_that_code_gives_it_either(string secret, string shown)
    {
        var error = new ApiError(400, [new ApiMessage(ApiCodes.Validation, $"Uncaught Error: {shown}")]);

        var message = CloudflareErrors.Deployment(error, [secret]).Message;

        Assert.Contains("•••", message, StringComparison.Ordinal);
        Assert.DoesNotContain("ss", message.Split("Uncaught Error: ")[1], StringComparison.Ordinal);
        Assert.DoesNotContain("KEY", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3990)]
    [InlineData(3999)]
    public void A_secret_that_lies_where_a_long_error_is_cut_is_not_shown_in_part(int before)
    {
        var error = new ApiError(400, [new ApiMessage(ApiCodes.Validation, new string('x', before) + "sk-secret-1" + new string('y', 100))]);

        var message = CloudflareErrors.Deployment(error, ["sk-secret-1"]).Message;

        Assert.DoesNotContain("s", message[message.IndexOf('x', StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.EndsWith("…", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_start_up_error_names_the_customers_own_lines()
    {
        var lines = SourceLines.Read(SourceLines.Create(new SourceMap(["src/index.ts"], [new SourceMap.Place(Line: 1, Column: 10, File: 0, FileLine: 41)]), file => file));
        var error = new ApiError(400, [new ApiMessage(ApiCodes.Validation, "Uncaught Error: no\n  at agent.js:2:25\n  at agent.js:2:5")]);

        Assert.Equal("The agent's code did not start: Uncaught Error: no\n  at src/index.ts:42\n  at agent.js:2:5", CloudflareErrors.Deployment(error, [], lines).Message);
    }

    private CloudflareClient Client()
    {
        var wrapped = Options.Create(options);
        http = new CloudflareHttp(api, new FakeApi());
        rateLimit = new ApiRateLimit(wrapped);
        return new CloudflareClient(http, rateLimit, wrapped, TimeProvider.System, NullLogger<CloudflareClient>.Instance);
    }
}
