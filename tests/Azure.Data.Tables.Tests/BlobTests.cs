using System.Security.Cryptography;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Azure.Data.Tables.Tests;

/// <summary>The official blob client works with the System.IO.Hashing stand-in in its graph.</summary>
[Collection(TablesCollection.Name)]
public sealed class BlobTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task A_small_blob_comes_back()
    {
        var container = await NewContainerAsync();
        var blob = container.GetBlobClient("a/b c.txt");

        await blob.UploadAsync(BinaryData.FromString("hello"));
        var read = await blob.DownloadContentAsync();
        var conflict = await Assert.ThrowsAsync<RequestFailedException>(() => blob.UploadAsync(BinaryData.FromString("again")));

        Assert.Equal("hello", read.Value.Content.ToString());
        Assert.Equal("BlobAlreadyExists", conflict.ErrorCode);
    }

    [Fact]
    public async Task A_blob_written_as_a_stream_of_blocks_comes_back_as_a_stream()
    {
        var container = await NewContainerAsync();
        var blob = container.GetBlobClient("large");
        var content = RandomNumberGenerator.GetBytes(9 * 1024 * 1024);

        await using (var write = await blob.OpenWriteAsync(overwrite: true, new BlobOpenWriteOptions { BufferSize = 4 * 1024 * 1024 }))
        {
            foreach (var chunk in content.Chunk(100_000))
                await write.WriteAsync(chunk);
        }
        await using var read = await blob.OpenReadAsync();
        var hash = await SHA256.HashDataAsync(read);

        Assert.Equal(SHA256.HashData(content), hash);
        Assert.Equal(content.Length, (await blob.GetPropertiesAsync()).Value.ContentLength);
    }

    [Theory]
    [InlineData(StorageChecksumAlgorithm.MD5)]
    [InlineData(StorageChecksumAlgorithm.StorageCrc64)]
    [InlineData(StorageChecksumAlgorithm.None)]
    public async Task A_checked_transfer_in_parallel_blocks_comes_back(StorageChecksumAlgorithm checksum)
    {
        var container = await NewContainerAsync();
        var blob = container.GetBlobClient("checked");
        var content = RandomNumberGenerator.GetBytes(3 * 1024 * 1024);
        var options = new BlobUploadOptions
        {
            TransferOptions = new() { InitialTransferSize = 1024 * 1024, MaximumTransferSize = 1024 * 1024, MaximumConcurrency = 2 },
            TransferValidation = new() { ChecksumAlgorithm = checksum },
        };

        await blob.UploadAsync(new MemoryStream(content), options);
        using var read = new MemoryStream();
        // Azurite takes a CRC-64 with an upload, yet gives none with a download.
        var downloadChecksum = checksum == StorageChecksumAlgorithm.StorageCrc64 ? StorageChecksumAlgorithm.None : checksum;
        await blob.DownloadToAsync(read, new BlobDownloadToOptions { TransferValidation = new() { ChecksumAlgorithm = downloadChecksum, AutoValidateChecksum = true } });

        Assert.Equal(content, read.ToArray());
    }

    private async Task<BlobContainerClient> NewContainerAsync()
    {
        var container = new BlobContainerClient(azurite.ConnectionString, AzuriteFixture.UniqueName("c"));
        await container.CreateAsync();
        return container;
    }
}
