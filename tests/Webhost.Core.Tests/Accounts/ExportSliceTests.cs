using Azure.Storage.Blobs;
using Webhost.Contracts.Accounts;
using Webhost.Core.Accounts;
using Webhost.Core.Deployments;
using Webhost.Core.Tests.Doubles;

namespace Webhost.Core.Tests.Accounts;

[Collection(AzuriteCollection.Name)]
public sealed class ExportSliceTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task An_export_goes_on_where_the_slice_before_ended()
    {
        await using var world = await Owner.NewAsync(azurite);
        await Owner.NewAgentAsync(world);
        var item = await StartAsync(world);
        var positions = new List<ExportPosition> { new() };
        while (!positions[^1].Written)
        {
            positions.Add(await SliceAsync(world, item, positions[^1]));
        }

        Assert.True(positions.Count > 10, $"{positions.Count} slices");
        Assert.Equal(positions.Count, positions.Distinct().Count());
        var between = await PiecesAsync(world, item);
        await SliceAsync(world, item, positions[3]);
        Assert.Equal(between, await PiecesAsync(world, item));
    }

    [Fact]
    public async Task A_list_that_is_written_in_pieces_is_one_file_of_the_archive()
    {
        await using var world = await Owner.NewAsync(azurite);
        var item = await StartAsync(world);
        var store = world.Get<IExportStore>();
        foreach (var piece in new[] { new ExportPiece("b.ndjson", 0), new ExportPiece("a/list.ndjson", 1), new ExportPiece("a/list.ndjson", 0), new ExportPiece("a.json", 0) })
        {
            await store.WritePieceAsync(world.Caller.UserId, item.Id, piece, stream => stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes($"{piece.File} {piece.Number}\n")).AsTask(), default);
        }

        await world.Get<ExportArchive>().WriteAsync(world.Caller.UserId, item.Id, default);

        await using var content = (await store.OpenAsync(world.Caller.UserId, item.Id, default))!;
        using var zip = new System.IO.Compression.ZipArchive(content);
        Assert.Equal(["a.json", "a/list.ndjson", "b.ndjson"], zip.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal));
        using var reader = new StreamReader(zip.GetEntry("a/list.ndjson")!.Open());
        Assert.Equal("a/list.ndjson 0\na/list.ndjson 1\n", await reader.ReadToEndAsync());
    }

    [Fact]
    public async Task An_export_that_failed_leaves_no_pieces_wherever_it_broke()
    {
        await using var world = await Owner.NewAsync(azurite);
        var item = await StartAsync(world);
        await SliceAsync(world, item, new ExportPosition());
        var exports = world.Get<AccountExports>();

        await exports.FailAsync(item, default);
        await SliceAsync(world, item, new ExportPosition { File = 1 });
        await exports.FailAsync(item, default);

        Assert.Equal(ExportStatus.Failed, (await exports.GetAsync(world.Caller, default)).Value.Status);
        Assert.Empty(await BlobsAsync(world));
        Assert.Empty(await world.PendingAsync());
    }

    [Fact]
    public async Task A_failure_that_is_noticed_late_takes_nothing_from_the_next_export()
    {
        await using var world = await Owner.NewAsync(azurite);
        var first = await StartAsync(world);
        await world.Get<AccountExports>().FailAsync(first, default);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        var second = await StartAsync(world);
        await SliceAsync(world, second, new ExportPosition());

        await world.Get<AccountExports>().FailAsync(first, default);

        Assert.Single(await PiecesAsync(world, second));
    }

    [Fact]
    public async Task What_nobody_asks_for_is_removed_by_its_age()
    {
        await using var world = await Owner.NewAsync(azurite);
        var item = await StartAsync(world);
        await SliceAsync(world, item, new ExportPosition());
        var store = world.Get<IExportStore>();

        await store.RemoveOlderAsync(DateTimeOffset.UtcNow.AddDays(-1), default);
        Assert.Single(await BlobsAsync(world));
        await store.RemovePiecesAsync(world.Caller.UserId, item.Id, default);

        Assert.Empty(await BlobsAsync(world));
    }

    private static async Task<PendingItem> StartAsync(World world)
    {
        var export = (await world.Get<AccountExports>().StartAsync(world.Caller, world.Get<IOrchestrations>(), default)).Value;
        return world.Orchestrations.Started[export.ExportId];
    }

    private static Task<ExportPosition> SliceAsync(World world, PendingItem item, ExportPosition position) =>
        world.Get<AccountExports>().WriteAsync(new ExportStep { Item = item, Position = position }, default);

    private static async Task<IReadOnlyList<ExportPiece>> PiecesAsync(World world, PendingItem item) =>
        await world.Get<IExportStore>().ReadPiecesAsync(world.Caller.UserId, item.Id, default).ToListAsync();

    private async Task<IReadOnlyList<string>> BlobsAsync(World world)
    {
        var container = new BlobServiceClient(azurite.ConnectionString).GetBlobContainerClient("account-exports");
        return await container.GetBlobsAsync(prefix: world.Caller.User.UserId, cancellationToken: default).Select(blob => blob.Name).ToListAsync();
    }
}
