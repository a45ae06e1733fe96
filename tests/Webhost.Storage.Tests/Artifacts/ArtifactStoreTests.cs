using System.Security.Cryptography;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using Webhost.Core.Artifacts;
using Webhost.Core.Results;

namespace Webhost.Storage.Tests.Artifacts;

[Collection(StorageCollection.Name)]
public sealed class ArtifactStoreTests(StorageFixture storage)
{
    private static readonly UploadBounds Unbounded = new(long.MaxValue);

    private readonly IArtifactStore store = storage.Get<IArtifactStore>();

    [Fact]
    public async Task An_upload_is_read_back_as_it_was_sent()
    {
        var content = RandomNumberGenerator.GetBytes((9 * 1024 * 1024) + 17);
        var target = Target();

        var upload = (await store.WriteUploadAsync(target, new MemoryStream(content), Unbounded, default)).Value;

        Assert.Equal(content.Length, upload.SizeBytes);
        Assert.Equal($"sha256:{Convert.ToHexStringLower(SHA256.HashData(content))}", upload.Checksum);
        Assert.Equal(upload, await store.FindUploadAsync(target, default));
        await using var read = await store.OpenUploadAsync(target, default);
        using var copy = new MemoryStream();
        await read!.CopyToAsync(copy);
        Assert.Equal(content, copy.ToArray());
    }

    [Fact]
    public async Task An_upload_that_is_too_large_leaves_nothing_behind()
    {
        var target = Target();

        var outcome = await store.WriteUploadAsync(target, new MemoryStream(new byte[1000]), new UploadBounds(999), default);

        Assert.True(Assert.IsType<Failure.Invalid>(outcome.Failure).TooLarge);
        Assert.Null(await store.FindUploadAsync(target, default));
    }

    [Fact]
    public async Task An_upload_that_breaks_off_leaves_nothing_behind()
    {
        var target = Target();

        await Assert.ThrowsAsync<IOException>(() => store.WriteUploadAsync(target, new BrokenStream(), Unbounded, default));

        Assert.Null(await store.FindUploadAsync(target, default));
    }

    [Fact]
    public async Task Removing_an_agents_artifacts_leaves_those_of_others()
    {
        var (mine, other) = (Target(), Target());
        await store.WriteUploadAsync(mine, new MemoryStream([1]), Unbounded, default);
        await store.WriteUploadAsync(other, new MemoryStream([2]), Unbounded, default);

        await store.RemoveAllAsync(mine.UserId, mine.AgentId, default);

        Assert.Null(await store.FindUploadAsync(mine, default));
        Assert.Null(await store.OpenUploadAsync(mine, default));
        Assert.NotNull(await store.FindUploadAsync(other, default));
    }

    [Fact]
    public async Task What_is_stored_is_counted_by_its_owner_until_it_is_removed()
    {
        var (mine, second, other) = (Target(), Target(), Target());
        second = second with { UserId = mine.UserId };
        await store.WriteUploadAsync(mine, new MemoryStream(new byte[100]), Unbounded, default);
        await store.WriteUploadAsync(second, new MemoryStream(new byte[20]), Unbounded, default);
        await store.WriteUploadAsync(other, new MemoryStream(new byte[7]), Unbounded, default);
        await store.CopyUploadAsync(second, second with { UploadId = UploadId.New(TimeProvider.System).Value }, default);
        await WriteBuildAsync(mine, 3);
        await WriteBuildAsync(mine, 3);
        Assert.Equal(100 + 20 + 20 + 3, await store.ReadBytesAsync(mine.UserId, default));

        await store.RemoveUploadAsync(mine, default);
        await store.RemoveUploadAsync(mine, default);
        Assert.Equal(20 + 20 + 3, await store.ReadBytesAsync(mine.UserId, default));

        await store.RemoveAllAsync(second.UserId, second.AgentId, default);
        await store.RemoveAllAsync(second.UserId, second.AgentId, default);
        Assert.Equal(3, await store.ReadBytesAsync(mine.UserId, default));
        Assert.Equal(7, await store.ReadBytesAsync(other.UserId, default));
    }

    [Fact]
    public async Task Uploads_and_what_is_reserved_for_them_are_found_by_their_owner_and_age_and_builds_are_not_among_them()
    {
        var (mine, other) = (Target(), Target());
        var reserved = mine with { UploadId = UploadId.New(TimeProvider.System).Value };
        await store.WriteUploadAsync(mine, new MemoryStream([1]), Unbounded, default);
        await store.ReserveUploadAsync(reserved, new UploadBounds(1), default);
        await store.WriteUploadAsync(other, new MemoryStream([2]), Unbounded, default);
        await WriteBuildAsync(mine, 3);

        Assert.Equal(new HashSet<UploadTarget> { mine, reserved }, await store.ReadUploadsAsync(mine.UserId, DateTimeOffset.UtcNow.AddMinutes(1), default).ToHashSetAsync());
        Assert.Empty(await store.ReadUploadsAsync(mine.UserId, DateTimeOffset.UtcNow.AddMinutes(-1), default).ToListAsync());
    }

    [Fact]
    public async Task Uploads_at_once_store_no_more_than_is_allowed()
    {
        var target = Target();
        var bounds = new UploadBounds(1_000, MaximumTotalBytes: 1_000);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ =>
            store.WriteUploadAsync(target with { UploadId = UploadId.New(TimeProvider.System).Value }, new MemoryStream(new byte[300]), bounds, default)));

        Assert.Equal(3, outcomes.Count(outcome => outcome.Succeeded));
        Assert.All(outcomes.Where(outcome => !outcome.Succeeded), outcome => Assert.Equal("storageBytes", Assert.IsType<Failure.LimitExceeded>(outcome.Failure).Limit.Name));
        Assert.Equal(900, await store.ReadBytesAsync(target.UserId, default));
        Assert.True((await store.WriteUploadAsync(target with { UploadId = UploadId.New(TimeProvider.System).Value }, new MemoryStream(new byte[100]), bounds, default)).Succeeded);
    }

    [Fact]
    public async Task Builds_and_reservations_at_once_take_no_more_room_than_there_is_and_repeats_take_none()
    {
        var target = Target();
        var bounds = new UploadBounds(300, MaximumTotalBytes: 1_000);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).SelectMany(number => new[]
        {
            WriteBuildAsync(target, 300, $"hash{number}", 1_000),
            store.ReserveUploadAsync(target with { UploadId = UploadId.New(TimeProvider.System).Value }, bounds, default),
        }));

        Assert.Equal(3, outcomes.Count(outcome => outcome is null));
        Assert.Equal(900, await store.ReadBytesAsync(target.UserId, default));
        Assert.Null(await WriteBuildAsync(target, 100, "last", 1_000));
        Assert.Null(await WriteBuildAsync(target, 100, "last", 1_000));
        Assert.Equal(("storageBytes", 1_000m, 1_000m), (await WriteBuildAsync(target, 1, "more", 1_000)) is { Limit: var limit } ? (limit.Name, limit.Used, limit.Allowed) : default);
    }

    [Fact]
    public async Task A_count_that_differs_from_what_is_there_is_mended_before_anybody_is_refused()
    {
        var (target, lost) = (Target(), Target());
        lost = lost with { UserId = target.UserId };
        await store.WriteUploadAsync(target, new MemoryStream(new byte[400]), Unbounded, default);
        await store.WriteUploadAsync(lost, new MemoryStream(new byte[500]), Unbounded, default);
        var blobs = new BlobServiceClient(storage.ConnectionString).GetBlobContainerClient("artifacts");
        var rows = new TableServiceClient(storage.ConnectionString).GetTableClient("StoredBytes");

        // Gone without being uncounted, as a crash can leave it; and there without being counted, as an earlier version did.
        await blobs.DeleteBlobAsync($"{lost.UserId}/{lost.AgentId}/uploads/{lost.UploadId}");
        await blobs.GetBlobClient($"{target.UserId}/{target.AgentId}/builds/old").UploadAsync(new BinaryData(new byte[50]));
        await using var later = storage.NewServices(new LaterClock(TimeSpan.FromHours(2)));
        var outcome = await later.GetRequiredService<IArtifactStore>().WriteUploadAsync(target with { UploadId = UploadId.New(TimeProvider.System).Value }, new MemoryStream(new byte[550]), new UploadBounds(1_000, 1_000), default);

        Assert.True(outcome.Succeeded);
        Assert.Equal(400 + 50 + 550, await store.ReadBytesAsync(target.UserId, default));
        Assert.Equal(1_000, (await rows.GetEntityAsync<TableEntity>(target.UserId, "total")).Value.GetInt64("Bytes"));
    }

    private async Task<Failure.LimitExceeded?> WriteBuildAsync(UploadTarget target, int bytes, string hash = "hash", long? maximumTotal = null)
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, new byte[bytes]);
            return await store.WriteBuildAsync(target.UserId, target.AgentId, hash, path, maximumTotal, default);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static UploadTarget Target() => new(Some.UserId().Value, Core.Agents.AgentId.New(TimeProvider.System).Value, UploadId.New(TimeProvider.System).Value);

    private sealed class LaterClock(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }

    private sealed class BrokenStream : MemoryStream
    {
        private int reads;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (reads++ > 0)
            {
                throw new IOException("The connection broke.");
            }

            buffer.Span.Clear();
            return ValueTask.FromResult(buffer.Length);
        }
    }
}
