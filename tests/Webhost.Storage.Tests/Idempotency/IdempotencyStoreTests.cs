using Webhost.Core.Idempotency;
using Webhost.Core.Storage;

namespace Webhost.Storage.Tests.Idempotency;

[Collection(StorageCollection.Name)]
public sealed class IdempotencyStoreTests(StorageFixture storage)
{
    private readonly IIdempotencyStore store = storage.Get<IIdempotencyStore>();

    [Fact]
    public async Task Of_racing_first_calls_one_writes()
    {
        var record = Record(DateTimeOffset.UtcNow);

        var written = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => store.TryWriteAsync(record, etag: null, default)));

        Assert.Single(written, etag => etag is not null);
        Assert.Equal(record, (await store.FindAsync(record.UserId, record.KeyHash, default))!.Value);
    }

    [Fact]
    public async Task A_long_answer_is_kept_whole_and_a_record_that_changed_is_not_removed()
    {
        var record = Record(DateTimeOffset.UtcNow);
        var etag = (await store.TryWriteAsync(record, etag: null, default))!;
        var answered = record with { Answer = new string('x', 350_000) };

        Assert.NotNull(await store.TryWriteAsync(answered, etag, default));
        await store.RemoveAsync(new Versioned<IdempotencyRecord>(record, etag), default);

        Assert.Equal(answered, (await store.FindAsync(record.UserId, record.KeyHash, default))!.Value);
    }

    [Fact]
    public async Task What_is_over_is_removed()
    {
        var old = new DateTimeOffset(2001, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var (over, counting) = (Record(old), Record(DateTimeOffset.UtcNow.AddDays(1)));
        await store.TryWriteAsync(over, etag: null, default);
        await store.TryWriteAsync(counting, etag: null, default);

        await store.RemoveAsync(old.AddDays(1), default);

        Assert.Null(await store.FindAsync(over.UserId, over.KeyHash, default));
        Assert.NotNull(await store.FindAsync(counting.UserId, counting.KeyHash, default));
    }

    private static IdempotencyRecord Record(DateTimeOffset expiresAt) => new()
    {
        UserId = Some.UserId().Value,
        KeyHash = Guid.NewGuid().ToString("n"),
        RequestHash = "hash",
        ServedUntil = expiresAt,
        ExpiresAt = expiresAt,
    };
}
