using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Webhost.Billing.LemonSqueezy.Api;
using Webhost.Core.Results;

namespace Webhost.Billing.LemonSqueezy.Tests.Api;

public sealed class LemonSqueezyClientTests : IDisposable
{
    private readonly FakeApi api = new();
    private readonly MovingClock clock = new();
    private readonly LemonSqueezyOptions options = Samples.Options();
    private LemonSqueezyHttp? http;

    public void Dispose() => http?.Dispose();

    [Fact]
    public async Task A_call_carries_the_key_and_the_media_type()
    {
        api.Answer("{}");

        await Client().SendAsync(HttpMethod.Post, "/v1/checkouts", new() { ["data"] = 1 }, Repeat.Freely, default);

        var request = Assert.Single(api.Requests);
        Assert.Equal(("POST", "/v1/checkouts", "Bearer key-canary", "application/vnd.api+json", "application/vnd.api+json"), (request.Method, request.Path, request.Authorization, request.Accept, request.ContentType));
        Assert.Equal(1, request.Body.GetProperty("data").GetInt32());
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(408)]
    public async Task Trouble_that_may_pass_is_tried_again_with_growing_pauses(int status)
    {
        api.Refuse(status).Break(HttpRequestError.ResponseEnded).Refuse(status).Answer("{}");

        var answer = await Client().SendAsync(HttpMethod.Get, "/v1/x", body: null, Repeat.Freely, default);

        Assert.Null(answer.Error);
        Assert.Equal(4, api.Requests.Count);
        Assert.Equal(3, clock.Pauses.Count);
        Assert.True(clock.Pauses[2] > clock.Pauses[0] / 2, string.Join(' ', clock.Pauses));
    }

    [Fact]
    public async Task Trouble_that_does_not_pass_ends_after_some_attempts()
    {
        options.ApiAttempts = 2;
        api.Refuse(503).Refuse(503);

        var answer = await Client().SendAsync(HttpMethod.Get, "/v1/x", body: null, Repeat.Freely, default);

        Assert.Equal(503, answer.Error!.Status);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(422)]
    public async Task A_refusal_for_good_is_not_tried_again(int status)
    {
        api.Refuse(status);

        Assert.Equal(status, (await Client().SendAsync(HttpMethod.Get, "/v1/x", body: null, Repeat.Freely, default)).Error!.Status);
    }

    [Fact]
    public async Task What_the_provider_asks_to_wait_is_waited_unless_it_is_long()
    {
        api.Refuse(429, TimeSpan.FromSeconds(3)).Refuse(429, TimeSpan.FromSeconds(60));

        var answer = await Client().SendAsync(HttpMethod.Get, "/v1/x", body: null, Repeat.Freely, default);

        Assert.Equal(429, answer.Error!.Status);
        Assert.Equal([TimeSpan.FromSeconds(3)], clock.Pauses);
    }

    [Fact]
    public async Task What_charges_somebody_is_repeated_only_when_it_certainly_had_no_effect()
    {
        var client = Client();
        api.Break(HttpRequestError.ConnectionError).Refuse(429).Answer("{}");
        Assert.Null((await client.SendAsync(HttpMethod.Patch, "/v1/x", body: null, Repeat.WhenItHadNoEffect, default)).Error);

        api.Refuse(500);
        Assert.Equal(500, (await client.SendAsync(HttpMethod.Patch, "/v1/x", body: null, Repeat.WhenItHadNoEffect, default)).Error!.Status);

        api.Break(HttpRequestError.ResponseEnded);
        Assert.Equal(0, (await client.SendAsync(HttpMethod.Patch, "/v1/x", body: null, Repeat.WhenItHadNoEffect, default)).Error!.Status);
        Assert.Equal(5, api.Requests.Count);
    }

    [Fact]
    public async Task A_success_that_is_no_document_is_not_believed()
    {
        options.ApiAttempts = 1;
        api.Answer("<html>");

        Assert.True((await Client().SendAsync(HttpMethod.Get, "/v1/x", body: null, Repeat.Freely, default)).Error!.IsTransient);
    }

    [Fact]
    public async Task The_budget_of_calls_a_minute_is_kept()
    {
        options.ApiCallsPerMinute = 30;
        var client = Client();
        var started = clock.GetUtcNow();
        for (var call = 0; call < 60; call++)
        {
            api.Answer("{}");
            await client.SendAsync(HttpMethod.Get, "/v1/x", body: null, Repeat.Freely, default);
        }

        Assert.True(clock.GetUtcNow() - started >= TimeSpan.FromMinutes(1), $"60 calls took {clock.GetUtcNow() - started}");
    }

    [Fact]
    public async Task A_caller_who_leaves_ends_the_call()
    {
        using var leaving = new CancellationTokenSource();
        api.Answer(_ =>
        {
            leaving.Cancel();
            throw new OperationCanceledException(leaving.Token);
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Client().SendAsync(HttpMethod.Get, "/v1/x", body: null, Repeat.Freely, leaving.Token));
    }

    [Theory]
    [InlineData(401, false, "credentials")]
    [InlineData(403, false, "credentials")]
    [InlineData(422, false, "HTTP 422")]
    [InlineData(429, true, "no more requests")]
    [InlineData(500, true, "trouble")]
    [InlineData(0, true, "could not be reached")]
    public void Refusals_are_told_in_our_own_words(int status, bool retryable, string words)
    {
        var failure = Assert.IsType<Failure.Unavailable>(LemonSqueezyErrors.Explain(new ApiError(status), "variant"));

        Assert.Equal(retryable, failure.Retryable);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("vendor", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Lemon", failure.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void What_is_not_there_is_not_found() => Assert.IsType<Failure.NotFound>(LemonSqueezyErrors.Explain(new ApiError(404), "subscription"));

    private LemonSqueezyClient Client()
    {
        http = new LemonSqueezyHttp(api);
        return new LemonSqueezyClient(http, Options.Create(options), clock, NullLogger<LemonSqueezyClient>.Instance);
    }
}
