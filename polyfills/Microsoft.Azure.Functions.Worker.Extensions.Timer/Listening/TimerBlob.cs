using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Microsoft.Azure.Functions.Worker.Listening;

/// <summary>The blob of a timer: it holds the schedule's status, and its lease says which host runs the timer.</summary>
internal sealed class TimerBlob(BlobContainerClient container, string name)
{
    private readonly BlobClient _blob = container.GetBlobClient(name);

    /// <summary>Takes the lease, or gives null when another host has it.</summary>
    public async Task<TimerLease?> TryLeaseAsync(CancellationToken cancellationToken)
    {
        BlobLeaseClient lease = _blob.GetBlobLeaseClient();
        try
        {
            await lease.AcquireAsync(TimerLease.Duration, cancellationToken: cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.LeaseAlreadyPresent)
        {
            return null;
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            await CreateAsync(cancellationToken);
            return await TryLeaseAsync(cancellationToken);
        }

        return new TimerLease(lease);
    }

    /// <summary>The stored status, or null when there is none that can be read.</summary>
    public async Task<ScheduleStatus?> ReadAsync(CancellationToken cancellationToken)
    {
        BlobDownloadResult blob = await _blob.DownloadContentAsync(cancellationToken);
        try
        {
            return blob.Content.ToMemory().IsEmpty ? null : blob.Content.ToObjectFromJson<ScheduleStatus>();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Stores the status; fails when the lease is no longer this host's.</summary>
    public async Task WriteAsync(ScheduleStatus status, TimerLease lease, CancellationToken cancellationToken) => await _blob.UploadAsync(
        BinaryData.FromObjectAsJson(status),
        new BlobUploadOptions { Conditions = new() { LeaseId = lease.Id }, HttpHeaders = new() { ContentType = "application/json" } },
        cancellationToken);

    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        await container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        try
        {
            await _blob.UploadAsync(BinaryData.FromBytes(ReadOnlyMemory<byte>.Empty), new BlobUploadOptions { Conditions = new() { IfNoneMatch = ETag.All } }, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status is 409 or 412)
        {
            // Another host was first.
        }
    }
}
