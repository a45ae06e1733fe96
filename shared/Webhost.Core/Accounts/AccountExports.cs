using Webhost.Contracts.Accounts;
using Webhost.Core.Audit;
using Webhost.Core.Deployments;
using Webhost.Core.Identity;
using Webhost.Core.Results;
using Webhost.Core.Storage;
using Webhost.Core.Users;

namespace Webhost.Core.Accounts;

/// <summary>Lets users have all that is theirs as one archive. Writing it is an orchestration, so that it outlives the process that began it.</summary>
public sealed class AccountExports(
    IAccountStore store, IExportStore archives, ExportContents contents, ExportArchive archive, IUserStore users, IPendingWork pending, AcceptedWork accepted, AuditTrail audit, AccountOptions options, TimeProvider time)
{
    private const int Attempts = 8;

    // Longer than an archive takes to be written.
    private static readonly TimeSpan Slack = TimeSpan.FromDays(2);

    // Longer than any access token lives.
    private static readonly TimeSpan TombstoneLife = TimeSpan.FromDays(30);

    /// <summary>Begins an export, or gives the one that is under way. Failure: Conflict (contended).</summary>
    public async Task<Result<AccountExport>> StartAsync(Caller caller, IOrchestrations orchestrations, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var present = await store.FindExportAsync(caller.UserId, cancellationToken);
            if (present is { Value.Status: ExportStatus.Running })
            {
                return present.Value.ToContract(time.GetUtcNow());
            }

            var record = new ExportRecord { ExportId = ExportId.New(time).Value, UserId = caller.User.UserId, RequestedAt = time.GetUtcNow() };
            var change = AuditChange.OfAccount(AuditActions.AccountExport, caller.User.UserId, ("exportId", record.ExportId));
            var started = await audit.RecordAsync<ExportRecord?>(caller, change, () => TryStartAsync(record, present?.ETag, orchestrations, cancellationToken), cancellationToken);
            if (started.TryGet(out var written, out var failure) && written is not null)
            {
                return written.ToContract(time.GetUtcNow());
            }

            if (failure is not null)
            {
                return failure;
            }
        }

        return new Failure.Conflict("Exports are begun by too many callers at once. Try again.");
    }

    /// <summary>The caller's newest export. Failure: NotFound.</summary>
    public async Task<Result<AccountExport>> GetAsync(Caller caller, CancellationToken cancellationToken) =>
        await store.FindExportAsync(caller.UserId, cancellationToken) is { } export ? export.Value.ToContract(time.GetUtcNow()) : None();

    /// <summary>The archive of the caller's newest export. Failures: NotFound, Conflict (it is being written, or failed).</summary>
    public async Task<Result<(ExportRecord Export, Stream Content)>> OpenAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (await store.FindExportAsync(caller.UserId, cancellationToken) is not { Value: var export })
        {
            return None();
        }

        if (export.Status is ExportStatus.Running or ExportStatus.Failed)
        {
            return new Failure.Conflict(export.Status == ExportStatus.Running ? "The archive is still being written. See GET /v1/me/export." : "The export failed. Ask for a new one (POST /v1/me/export).");
        }

        return export.IsReady(time.GetUtcNow()) && await archives.OpenAsync(caller.UserId, export.ExportId, cancellationToken) is { } content
            ? (export, content)
            : new Failure.NotFound("The archive's time is over. Ask for a new one (POST /v1/me/export).");
    }

    /// <summary>Removes the caller's archive before its time. Failures: NotFound, Conflict (it is being written).</summary>
    public async Task<Result<Done>> RemoveAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (await store.FindExportAsync(caller.UserId, cancellationToken) is not { } export)
        {
            return None();
        }

        if (export.Value.Status == ExportStatus.Running)
        {
            return new Failure.Conflict("The archive is still being written. Remove it when it is ready.");
        }

        await RemoveAsync(export, cancellationToken);
        return default(Done);
    }

    /// <summary>
    /// Writes on from a position, for a while or to the end, and tells where it goes on. Repeatable: what was written from there on is written again, in its own place.
    /// </summary>
    public async Task<ExportPosition> WriteAsync(ExportStep step, CancellationToken cancellationToken)
    {
        var userId = new UserId(step.Item.UserId);
        var position = step.Position;
        if (await FindRunningAsync(step.Item, cancellationToken) is not { } running || await users.FindAsync(userId, cancellationToken) is not { Value: { DeletionId: null } user })
        {
            return position with { Written = true };
        }

        var begun = time.GetTimestamp();
        var walk = new ExportWalk(contents, archives, user, step.Item.Id, await contents.ReadAgentsAsync(userId, cancellationToken));
        var progress = new ExportProgress(store, running);
        string? present = null;
        bool IsOver() => time.GetElapsedTime(begun) >= options.ExportSlice;
        do
        {
            var (part, done) = walk.PartOf(position);
            if (!string.Equals(part, present, StringComparison.Ordinal))
            {
                await progress.BeginAsync(part, done, walk.Parts, cancellationToken);
                present = part;
            }

            position = await walk.WriteAsync(position, IsOver, cancellationToken);
        }
        while (!position.Written && !IsOver());

        return position;
    }

    /// <summary>Puts the archive together and lets the owner have it. Repeatable: it begins anew, in the place of what is there.</summary>
    public async Task<StepOutcome> AssembleAsync(PendingItem item, CancellationToken cancellationToken)
    {
        var userId = new UserId(item.UserId);
        if (await FindRunningAsync(item, cancellationToken) is { } running && await users.FindAsync(userId, cancellationToken) is { Value.DeletionId: null })
        {
            var progress = new ExportProgress(store, running);
            await progress.BeginAsync("archive", Math.Max(0, running.Value.PartsTotal - 1), running.Value.PartsTotal, cancellationToken);
            var bytes = await archive.WriteAsync(userId, item.Id, cancellationToken);
            var now = time.GetUtcNow();
            await progress.EndAsync(
                record => record with { Status = ExportStatus.Ready, Part = null, PartsDone = record.PartsTotal, SizeBytes = bytes, FinishedAt = now, ExpiresAt = now + options.ExportLife }, cancellationToken);
        }

        // Its pieces, archives of earlier exports, and of one whose account is being deleted meanwhile.
        await archives.RemovePiecesAsync(userId, item.Id, cancellationToken);
        await archives.RemoveAsync(userId, await NewestIdAsync(userId, cancellationToken), cancellationToken);
        await pending.RemoveAsync(item, cancellationToken);
        return StepOutcome.Done;
    }

    /// <summary>Records that the archive can't be written, and removes what was. Repeatable.</summary>
    public async Task<StepOutcome> FailAsync(PendingItem item, CancellationToken cancellationToken)
    {
        var userId = new UserId(item.UserId);
        if (await FindRunningAsync(item, cancellationToken) is { } running)
        {
            var failed = running.Value with { Status = ExportStatus.Failed, Part = null, FinishedAt = time.GetUtcNow(), Error = "The archive could not be written. Ask for a new one; if that fails too, tell us the export's id." };
            await store.TryWriteExportAsync(failed, running.ETag, cancellationToken);
        }

        // Also when it is another's turn by now, or when this was broken off here before.
        await archives.RemovePiecesAsync(userId, item.Id, cancellationToken);
        await archives.RemoveAsync(userId, await NewestIdAsync(userId, cancellationToken), cancellationToken);
        await pending.RemoveAsync(item, cancellationToken);
        return StepOutcome.Done;
    }

    /// <summary>Whether the orchestration of a note is wanted.</summary>
    public async Task<bool> IsNeededAsync(PendingItem item, CancellationToken cancellationToken) => await FindRunningAsync(item, cancellationToken) is not null;

    /// <summary>Removes archives whose time is over, and the memory of users that were removed long ago. May be stopped and run again at any time.</summary>
    public async Task RemoveExpiredAsync(CancellationToken cancellationToken)
    {
        await foreach (var export in store.ReadExpiredExportsAsync(time.GetUtcNow(), cancellationToken))
        {
            await RemoveAsync(export, cancellationToken);
        }

        // What a crash left, and what belongs to nobody.
        await archives.RemoveOlderAsync(time.GetUtcNow() - options.ExportLife - Slack, cancellationToken);
        await users.ForgetRemovedAsync(time.GetUtcNow() - TombstoneLife, cancellationToken);
    }

    // This export alone, and its row only as it was read: another one may have begun in its place since, whose row and pieces are to stay.
    private async Task RemoveAsync(Versioned<ExportRecord> export, CancellationToken cancellationToken)
    {
        await archives.RemoveExportAsync(new UserId(export.Value.UserId), export.Value.ExportId, cancellationToken);
        await store.TryRemoveExportAsync(export, cancellationToken);
    }

    private static Failure.NotFound None() => new("There is no export. Ask for one (POST /v1/me/export).");

    private async Task<Result<ExportRecord?>> TryStartAsync(ExportRecord record, string? etag, IOrchestrations orchestrations, CancellationToken cancellationToken)
    {
        var item = new PendingItem { Kind = PendingKind.Export, Id = record.ExportId, UserId = record.UserId, AgentId = string.Empty, CreatedAt = record.RequestedAt };
        await pending.AddAsync(item, cancellationToken);
        if (await store.TryWriteExportAsync(record, etag, cancellationToken) is null)
        {
            // Somebody else began one. The note alone starts nothing, and the watch crosses it off.
            return (ExportRecord?)null;
        }

        await accepted.StartAsync(orchestrations, item);
        return record;
    }

    private async Task<Versioned<ExportRecord>?> FindRunningAsync(PendingItem item, CancellationToken cancellationToken) =>
        await store.FindExportAsync(new UserId(item.UserId), cancellationToken) is { Value.Status: ExportStatus.Running } export && string.Equals(export.Value.ExportId, item.Id, StringComparison.Ordinal)
            ? export
            : null;

    /// <summary>The export whose archive or pieces are wanted; null when there is none.</summary>
    private async Task<string?> NewestIdAsync(UserId userId, CancellationToken cancellationToken) =>
        await store.FindExportAsync(userId, cancellationToken) is { Value: { Status: not ExportStatus.Failed } newest } ? newest.ExportId : null;
}
