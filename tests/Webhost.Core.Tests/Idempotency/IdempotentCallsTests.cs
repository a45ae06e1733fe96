using System.Text;
using Webhost.Core.Idempotency;
using Webhost.Core.Results;
using Webhost.Core.Storage;
using Webhost.Core.Tests.Doubles;

namespace Webhost.Core.Tests.Idempotency;

[Collection(AzuriteCollection.Name)]
public sealed class IdempotentCallsTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private const string Canary = "whk_canary_of_an_answer";

    private readonly string userId = Some.Caller().User.UserId;
    private World world = null!;

    private IdempotentCalls Calls => world.Get<IdempotentCalls>();

    public async Task InitializeAsync() => world = await World.CreateAsync(azurite);

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task The_first_answer_is_given_again_for_a_day()
    {
        var call = Call("k1");
        await Calls.KeepAsync(call, (await ServeAsync(call)).Call, Answer("made once"), default);

        world.Clock.Advance(TimeSpan.FromHours(23));
        var again = Assert.IsType<IdempotencyDecision.Repeat>(await Calls.BeginAsync(call, default));
        Assert.Equal((201, "/v1/agents/1", "made once"), (again.Answer.Status, again.Answer.Headers["Location"], Encoding.UTF8.GetString(again.Answer.Body!)));

        world.Clock.Advance(TimeSpan.FromHours(2));
        Assert.IsType<IdempotencyDecision.Serve>(await Calls.BeginAsync(call, default));
    }

    [Fact]
    public async Task Of_racing_calls_one_is_served_and_the_others_wait()
    {
        var call = Call("k1");

        var decisions = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => Calls.BeginAsync(call, default))));

        Assert.Single(decisions.OfType<IdempotencyDecision.Serve>());
        Assert.All(decisions.OfType<IdempotencyDecision.Refuse>(), refused => Assert.True(Assert.IsType<Failure.Conflict>(refused.Failure).Retryable));
    }

    [Fact]
    public async Task The_same_key_for_another_request_is_a_conflict()
    {
        var call = Call("k1");
        await Calls.KeepAsync(call, (await ServeAsync(call)).Call, Answer("x"), default);

        Assert.IsType<Failure.Conflict>(Assert.IsType<IdempotencyDecision.Refuse>(await Calls.BeginAsync(call with { Body = "other"u8.ToArray() }, default)).Failure);
        Assert.IsType<Failure.Conflict>(Assert.IsType<IdempotencyDecision.Refuse>(await Calls.BeginAsync(call with { Target = "POST /v1/agents/2" }, default)).Failure);
    }

    [Fact]
    public async Task Users_operations_and_restricted_keys_do_not_share_a_key()
    {
        var call = Call("k1");
        await Calls.KeepAsync(call, (await ServeAsync(call)).Call, Answer("x"), default);

        Assert.IsType<IdempotencyDecision.Serve>(await Calls.BeginAsync(call with { Operation = "Other" }, default));
        Assert.IsType<IdempotencyDecision.Serve>(await Calls.BeginAsync(call with { Caller = $"{userId} agt_1" }, default));
        var other = Some.Caller().User.UserId;
        Assert.IsType<IdempotencyDecision.Serve>(await Calls.BeginAsync(call with { UserId = other, Caller = other }, default));
    }

    [Fact]
    public async Task A_call_that_made_nothing_is_forgotten()
    {
        var call = Call("k1");
        await Calls.LetGoAsync((await ServeAsync(call)).Call, default);

        Assert.IsType<IdempotencyDecision.Serve>(await Calls.BeginAsync(call with { Body = "corrected"u8.ToArray() }, default));
    }

    [Fact]
    public async Task A_call_whose_process_died_is_served_anew_within_a_minute_and_only_one_answer_is_kept()
    {
        var call = Call("k1");
        var dead = await ServeAsync(call);
        await dead.Call.DisposeAsync();
        Assert.IsType<IdempotencyDecision.Refuse>(await Calls.BeginAsync(call, default));

        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var second = await ServeAsync(call);
        await Calls.KeepAsync(call, second.Call, Answer("second"), default);
        await Calls.KeepAsync(call, dead.Call, Answer("first, late"), default);
        await Calls.LetGoAsync(dead.Call, default);

        Assert.Equal("second", Encoding.UTF8.GetString(Assert.IsType<IdempotencyDecision.Repeat>(await Calls.BeginAsync(call, default)).Answer.Body!));
    }

    [Fact]
    public async Task A_call_is_not_taken_for_dead_while_it_is_served_however_long_that_is()
    {
        var call = Call("k1");
        var served = await ServeAsync(call);

        for (var quarter = 0; quarter < 12; quarter++)
        {
            world.Clock.Advance(ServedCall.Lease / 4);
            await Eventually.TrueAsync(async () => (await KeptAsync(served))!.Value.ServedUntil == world.Clock.GetUtcNow() + ServedCall.Lease, "the lease to be renewed");
        }

        Assert.IsType<Failure.Conflict>(Assert.IsType<IdempotencyDecision.Refuse>(await Calls.BeginAsync(call, default)).Failure);
        await Calls.KeepAsync(call, served.Call, Answer("once"), default);
        Assert.Equal("once", Encoding.UTF8.GetString(Assert.IsType<IdempotencyDecision.Repeat>(await Calls.BeginAsync(call, default)).Answer.Body!));
    }

    [Fact]
    public async Task An_answer_is_kept_also_when_the_word_of_the_last_renewal_was_lost()
    {
        var call = Call("k1");
        var served = await ServeAsync(call);
        var present = (await KeptAsync(served))!;
        await world.Get<IIdempotencyStore>().TryWriteAsync(present.Value with { ServedUntil = present.Value.ServedUntil.AddSeconds(15) }, present.ETag, default);

        await Calls.KeepAsync(call, served.Call, Answer("once"), default);

        Assert.Equal("once", Encoding.UTF8.GetString(Assert.IsType<IdempotencyDecision.Repeat>(await Calls.BeginAsync(call, default)).Answer.Body!));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_that_can_not_be_kept_is_not_made_a_second_time(bool stream)
    {
        var call = Call("k1");
        var answer = Answer("x") with { Body = stream ? null : new byte[IdempotentCalls.MaximumAnswerBytes + 1] };
        await Calls.KeepAsync(call, (await ServeAsync(call)).Call, answer, default);

        Assert.IsType<Failure.Conflict>(Assert.IsType<IdempotencyDecision.Refuse>(await Calls.BeginAsync(call, default)).Failure);
    }

    [Fact]
    public async Task The_largest_answer_is_kept_whole()
    {
        var call = Call("k1");
        var body = new byte[IdempotentCalls.MaximumAnswerBytes];
        Random.Shared.NextBytes(body);
        await Calls.KeepAsync(call, (await ServeAsync(call)).Call, Answer("x") with { Body = body }, default);

        Assert.Equal(body, Assert.IsType<IdempotencyDecision.Repeat>(await Calls.BeginAsync(call, default)).Answer.Body);
    }

    [Fact]
    public async Task Neither_the_answer_nor_the_key_can_be_read_where_it_is_kept()
    {
        var call = Call("a-key-that-is-guessed-by-nobody");
        var served = await ServeAsync(call);
        await Calls.KeepAsync(call, served.Call, Answer(Canary), default);

        var kept = (await KeptAsync(served))!.Value;

        var text = System.Text.Json.JsonSerializer.Serialize(kept);
        Assert.DoesNotContain(Canary, text, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(Canary))[..20], text, StringComparison.Ordinal);
        Assert.DoesNotContain(call.Key, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ä")]
    [InlineData("a\nb")]
    public async Task A_key_is_printable_text(string key) => Assert.IsType<Failure.Invalid>(Assert.IsType<IdempotencyDecision.Refuse>(await Calls.BeginAsync(Call(key), default)).Failure);

    [Fact]
    public async Task A_key_has_at_most_255_characters()
    {
        Assert.IsType<IdempotencyDecision.Refuse>(await Calls.BeginAsync(Call(new string('k', 256)), default));
        Assert.IsType<IdempotencyDecision.Serve>(await Calls.BeginAsync(Call(new string('k', 255)), default));
    }

    private IdempotentCall Call(string key) => new() { UserId = userId, Caller = userId, Operation = "CreateAgent", Key = key, Target = "POST /v1/agents", Body = "{}"u8.ToArray() };

    private async Task<IdempotencyDecision.Serve> ServeAsync(IdempotentCall call) => Assert.IsType<IdempotencyDecision.Serve>(await Calls.BeginAsync(call, default));

    private Task<Versioned<IdempotencyRecord>?> KeptAsync(IdempotencyDecision.Serve served) => world.Get<IIdempotencyStore>().FindAsync(userId, served.Call.KeyHash, default);

    private static KeptAnswer Answer(string body) =>
        new() { Status = 201, Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Location"] = "/v1/agents/1" }, Body = Encoding.UTF8.GetBytes(body) };
}
