using System.Security.Cryptography;
using Webhost.Core.Artifacts;
using Webhost.Core.Results;

namespace Webhost.Storage.Tests.Artifacts;

[Collection(StorageCollection.Name)]
public sealed class ArtifactStoreTests(StorageFixture storage)
{
    private readonly IArtifactStore store = storage.Get<IArtifactStore>();

    [Fact]
    public async Task An_upload_is_read_back_as_it_was_sent()
    {
        var content = RandomNumberGenerator.GetBytes((9 * 1024 * 1024) + 17);
        var target = Target();

        var upload = (await store.WriteUploadAsync(target, new MemoryStream(content), long.MaxValue, default)).Value;

        Assert.Equal(content.Length, upload.SizeBytes);
        Assert.Equal($"sha256:{Convert.ToHexStringLower(SHA256.HashData(content))}", upload.Checksum);
        Assert.Equal(upload, await store.FindUploadAsync(target, default));
        await using var read = await store.OpenUploadAsync(target, default);
        using var copy = new MemoryStream();
        await read.CopyToAsync(copy);
        Assert.Equal(content, copy.ToArray());
    }

    [Fact]
    public async Task An_upload_that_is_too_large_leaves_nothing_behind()
    {
        var target = Target();

        var outcome = await store.WriteUploadAsync(target, new MemoryStream(new byte[1000]), 999, default);

        Assert.True(Assert.IsType<Failure.Invalid>(outcome.Failure).TooLarge);
        Assert.Null(await store.FindUploadAsync(target, default));
    }

    [Fact]
    public async Task An_upload_that_breaks_off_leaves_nothing_behind()
    {
        var target = Target();

        await Assert.ThrowsAsync<IOException>(() => store.WriteUploadAsync(target, new BrokenStream(), long.MaxValue, default));

        Assert.Null(await store.FindUploadAsync(target, default));
    }

    [Fact]
    public async Task Removing_an_agents_artifacts_leaves_those_of_others()
    {
        var (mine, other) = (Target(), Target());
        await store.WriteUploadAsync(mine, new MemoryStream([1]), 10, default);
        await store.WriteUploadAsync(other, new MemoryStream([2]), 10, default);

        await store.RemoveAllAsync(mine.UserId, mine.AgentId, default);

        Assert.Null(await store.FindUploadAsync(mine, default));
        Assert.NotNull(await store.FindUploadAsync(other, default));
    }

    private static UploadTarget Target() => new(Some.UserId().Value, Core.Agents.AgentId.New(TimeProvider.System).Value, UploadId.New(TimeProvider.System).Value);

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
