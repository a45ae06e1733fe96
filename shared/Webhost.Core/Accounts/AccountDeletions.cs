using Webhost.Contracts.Accounts;
using Webhost.Contracts.Audit;
using Webhost.Contracts.Billing;
using Webhost.Core.Agents;
using Webhost.Core.ApiKeys;
using Webhost.Core.Audit;
using Webhost.Core.Billing;
using Webhost.Core.Deployments;
using Webhost.Core.Identity;
using Webhost.Core.Results;
using Webhost.Core.Storage;
using Webhost.Core.Users;

namespace Webhost.Core.Accounts;

/// <summary>
/// Deletes accounts with everything that they own (docs/account.md). The user's row says first that it is going, so that nothing new begins; it goes last, so that
/// whoever takes the work up again finds it. Every step may be repeated, and one that comes late does nothing to an account that the same person opened since.
/// </summary>
public sealed class AccountDeletions(
    IAccountStore store,
    IUserStore users,
    UserDirectory directory,
    AgentRemoval removal,
    IAuditStore entries,
    IApiKeyStore keys,
    ISubscriptionStore subscriptions,
    SubscriptionLedger ledger,
    BillingConnection billing,
    AbandonedPurchases abandoned,
    IExportStore archives,
    IAccountEraser eraser,
    AuditPseudonyms pseudonyms,
    IPendingWork pending,
    AcceptedWork accepted,
    AuditTrail audit,
    TimeProvider time)
{
    private const string Provider = "identity-provider";
    private const int Attempts = 8;

    /// <summary>Begins the deletion of the caller's account, or gives the one that is under way. Failures: Invalid (the confirmation), Conflict (contended).</summary>
    public async Task<Result<AccountDeletion>> StartAsync(Caller caller, DeleteAccountRequest request, IOrchestrations orchestrations, CancellationToken cancellationToken)
    {
        if (!IsConfirmed(caller.User, request.Confirmation))
        {
            return Failure.Invalid.At("confirmation", caller.User.Email is null ? "Type the id of your account." : "Type the e-mail address or the id of your account.");
        }

        return await StartAsync(caller.UserId, AuditActors.Of(caller), orchestrations, cancellationToken);
    }

    /// <summary>
    /// The same for a user whom the identity provider has deleted: there is nobody left to confirm it. What may still be under way with one of the user's tokens opens no account
    /// afterwards. Idempotent. Failures: NotFound (there is no account), Conflict (contended).
    /// </summary>
    public async Task<Result<AccountDeletion>> StartForProviderAsync(UserId userId, IOrchestrations orchestrations, CancellationToken cancellationToken)
    {
        await users.NoteRemovedAsync(userId, time.GetUtcNow(), cancellationToken);
        return await StartAsync(userId, AuditActors.Webhook(Provider), orchestrations, cancellationToken);
    }

    /// <summary>A deletion, for whoever knows its id. Failure: NotFound.</summary>
    public async Task<Result<AccountDeletion>> GetAsync(string deletionId, CancellationToken cancellationToken) =>
        DeletionId.TryParse(deletionId, out _) && await store.FindDeletionAsync(deletionId, cancellationToken) is { } deletion
            ? deletion.ToContract()
            : Failure.NotFound.Of("deletion", deletionId);

    /// <summary>Whether the orchestration of a note is wanted.</summary>
    public async Task<bool> IsNeededAsync(PendingItem item, CancellationToken cancellationToken) =>
        await IsOpenAsync(item, cancellationToken) || await store.FindDeletionAsync(item.Id, cancellationToken) is { AgentIds: not null };

    /// <summary>Cancels what is paid for at the payment provider. Repeatable; throws while the provider can't be reached.</summary>
    public Task<StepOutcome> CancelSubscriptionsAsync(PendingItem item, CancellationToken cancellationToken) =>
        TakeAsync(item, DeletionStep.Subscriptions, (userId, deletion) => CancelSubscriptionsAsync(userId, deletion, cancellationToken), cancellationToken);

    /// <summary>Removes every API key. Repeatable.</summary>
    public Task<StepOutcome> RemoveCredentialsAsync(PendingItem item, CancellationToken cancellationToken) =>
        TakeAsync(item, DeletionStep.Credentials, (userId, _) => RemoveKeysAsync(userId, cancellationToken), cancellationToken);

    /// <summary>Starts the removal of every agent; busy until none is left, at its runtime or here. Repeatable.</summary>
    public Task<StepOutcome> RemoveAgentsAsync(PendingItem item, IOrchestrations orchestrations, CancellationToken cancellationToken) =>
        TakeAsync(item, DeletionStep.Agents, (userId, _) => RemoveAgentsAsync(userId, orchestrations, cancellationToken), cancellationToken);

    /// <summary>Removes what is stored. Repeatable.</summary>
    public async Task<StepOutcome> EraseAsync(PendingItem item, CancellationToken cancellationToken)
    {
        await TakeAsync(item, DeletionStep.Data, (userId, deletion) => EraseStoredAsync(userId, deletion, cancellationToken), cancellationToken);
        return await TakeAsync(item, DeletionStep.Settling, (_, _) => Task.FromResult(StepOutcome.Done), cancellationToken);
    }

    /// <summary>Removes what came in meanwhile, puts the pseudonym in the place of the user, and lets the user go. Repeatable.</summary>
    public async Task<StepOutcome> FinishAsync(PendingItem item, CancellationToken cancellationToken)
    {
        var userId = new UserId(item.UserId);
        var deletion = await FindAsync(item, cancellationToken);
        if (await users.FindAsync(userId, cancellationToken) is { } user && IsOf(user.Value, item))
        {
            // A checkout page that was open may have been paid on.
            await CancelSubscriptionsAsync(userId, deletion, cancellationToken);
            await EraseStoredAsync(userId, deletion, cancellationToken);
            deletion = await FindAsync(item, cancellationToken);

            // A request that was let in before the account was closed may have made one.
            await RemoveKeysAsync(userId, cancellationToken);
            await subscriptions.ReassignAsync(userId, deletion.Pseudonym, cancellationToken);
            await pseudonyms.MoveAsync(userId, deletion.Pseudonym, item.Id, cancellationToken);
            if (!await users.TryRemoveAsync(user, time.GetUtcNow(), cancellationToken))
            {
                throw new TransientStepException("The account was written meanwhile.");
            }

            directory.Forget(userId);
        }

        if (deletion.Step != DeletionStep.Done)
        {
            await store.WriteDeletionAsync(deletion with { Step = DeletionStep.Done, FinishedAt = time.GetUtcNow() }, cancellationToken);
        }

        return StepOutcome.Done;
    }

    /// <summary>
    /// Removes what was written after the end by calls that had been let in before it and took long. What belongs to an account that the same person has opened since is
    /// left alone. Repeatable.
    /// </summary>
    public async Task<StepOutcome> SweepAsync(PendingItem item, CancellationToken cancellationToken)
    {
        var userId = new UserId(item.UserId);
        if (await store.FindDeletionAsync(item.Id, cancellationToken) is { AgentIds: { } agentIds, FinishedAt: { } finished } deletion)
        {
            var end = (await users.FindRemovedAsync(userId, cancellationToken))?.At ?? finished;
            foreach (var agentId in agentIds)
            {
                await removal.RemoveStoredAsync(AgentRemoval.ItemOf(userId, agentId, deletion.RequestedAt), cancellationToken);
            }

            await eraser.EraseAgentsAsync(userId, agentIds, cancellationToken);
            await keys.RemoveAllAsync(userId, end, cancellationToken);
            await entries.RemoveAsync(userId, end, cancellationToken);
            if (await users.FindAsync(userId, cancellationToken) is null)
            {
                await eraser.EraseLateAsync(userId, cancellationToken);
                if (billing.Provider is { } provider)
                {
                    await abandoned.EndAllAsync(provider, userId, cancellationToken);
                }
            }

            await store.WriteDeletionAsync(deletion with { AgentIds = null }, cancellationToken);
        }

        await pending.RemoveAsync(item, cancellationToken);
        return StepOutcome.Done;
    }

    private static bool IsConfirmed(User user, string? confirmation) =>
        confirmation?.Trim() is { Length: > 0 } typed
        && (string.Equals(typed, user.UserId, StringComparison.Ordinal) || string.Equals(typed, user.Email, StringComparison.OrdinalIgnoreCase));

    private async Task<Result<AccountDeletion>> StartAsync(UserId userId, AuditActor actor, IOrchestrations orchestrations, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await users.FindAsync(userId, cancellationToken) is not { } user)
            {
                return new Failure.NotFound("The account is gone.");
            }

            if (user.Value.DeletionId is { } running)
            {
                var known = await store.FindDeletionAsync(running, cancellationToken) ?? New(running);
                return known.ToContract();
            }

            var deletion = New(DeletionId.New(time).Value);
            var change = AuditChange.OfAccount(AuditActions.AccountDelete, userId.Value, ("deletionId", deletion.DeletionId));
            var begun = await audit.RecordAsync(userId.Value, actor, change, () => TryBeginAsync(user, deletion, orchestrations, cancellationToken), cancellationToken);
            if (begun.TryGet(out var isBegun, out _) && isBegun)
            {
                return deletion.ToContract();
            }
        }

        return new Failure.Conflict("The account is being changed by too many callers at once. Try again.");
    }

    private DeletionRecord New(string deletionId) => new() { DeletionId = deletionId, Step = DeletionStep.Requested, RequestedAt = time.GetUtcNow() };

    private async Task<Result<bool>> TryBeginAsync(Versioned<User> user, DeletionRecord deletion, IOrchestrations orchestrations, CancellationToken cancellationToken)
    {
        var item = new PendingItem { Kind = PendingKind.DeleteAccount, Id = deletion.DeletionId, UserId = user.Value.UserId, AgentId = string.Empty, CreatedAt = deletion.RequestedAt };
        await pending.AddAsync(item, cancellationToken);
        await store.WriteDeletionAsync(deletion, cancellationToken);
        if (!await users.TryUpdateAsync(user with { Value = user.Value with { DeletionId = deletion.DeletionId } }, cancellationToken))
        {
            // The notes alone start nothing: the watch crosses the one off, and nobody knows the other's id.
            await store.RemoveDeletionAsync(deletion.DeletionId, CancellationToken.None);
            return false;
        }

        directory.Forget(new UserId(item.UserId));
        await accepted.StartAsync(orchestrations, item);
        return true;
    }

    private static bool IsOf(User user, PendingItem item) => string.Equals(user.DeletionId, item.Id, StringComparison.Ordinal);

    /// <summary>Whether the account that a deletion was begun for is still there.</summary>
    private async Task<bool> IsOpenAsync(PendingItem item, CancellationToken cancellationToken) =>
        await users.FindAsync(new UserId(item.UserId), cancellationToken) is { } user && IsOf(user.Value, item);

    private async Task<DeletionRecord> FindAsync(PendingItem item, CancellationToken cancellationToken) => await store.FindDeletionAsync(item.Id, cancellationToken) ?? New(item.Id);

    /// <summary>Takes a step, unless the account that it was meant for is gone.</summary>
    private async Task<StepOutcome> TakeAsync(PendingItem item, DeletionStep step, Func<UserId, DeletionRecord, Task<StepOutcome>> take, CancellationToken cancellationToken)
    {
        if (!await IsOpenAsync(item, cancellationToken))
        {
            return StepOutcome.Done;
        }

        var deletion = await FindAsync(item, cancellationToken);
        if (deletion.Step < step)
        {
            deletion = deletion with { Step = step };
            await store.WriteDeletionAsync(deletion, cancellationToken);
        }

        return await take(new UserId(item.UserId), deletion);
    }

    private async Task<StepOutcome> CancelSubscriptionsAsync(UserId userId, DeletionRecord deletion, CancellationToken cancellationToken)
    {
        if (billing.Provider is not { } provider)
        {
            return StepOutcome.Done;
        }

        foreach (var known in await subscriptions.ListAsync(userId, cancellationToken))
        {
            if (known.Newest is { IsEnding: true })
            {
                continue;
            }

            if (known.Newest is { OrderId: { } orderId } newest && newest.CreatedAt >= deletion.RequestedAt
                && !(await provider.RefundAsync(orderId, cancellationToken)).TryGet(out _, out var refused) && refused is not Failure.NotFound)
            {
                throw new TransientStepException(refused.Message);
            }

            // After the refund: a repeat passes over what is cancelled.
            var cancelled = await provider.CancelAsync(known.SubscriptionId, cancellationToken);
            if (cancelled.TryGet(out var facts, out var failure))
            {
                await ledger.RecordAsync(known.SubscriptionId, [new SubscriptionStatement { Subscription = facts }], cancellationToken);
            }
            else if (failure is not Failure.NotFound)
            {
                throw new TransientStepException(failure.Message);
            }
        }

        return StepOutcome.Done;
    }

    private async Task<StepOutcome> RemoveAgentsAsync(UserId userId, IOrchestrations orchestrations, CancellationToken cancellationToken)
    {
        var present = await eraser.ReadPresentAgentIdsAsync(userId, cancellationToken);
        foreach (var agentId in present)
        {
            await removal.StartForAccountAsync(userId, agentId, orchestrations, cancellationToken);
        }

        return new StepOutcome { Busy = present.Count > 0 };
    }

    private async Task<StepOutcome> RemoveKeysAsync(UserId userId, CancellationToken cancellationToken)
    {
        await keys.RemoveAllAsync(userId, madeBefore: null, cancellationToken);
        return StepOutcome.Done;
    }

    private async Task<StepOutcome> EraseStoredAsync(UserId userId, DeletionRecord deletion, CancellationToken cancellationToken)
    {
        // Written down before what they are read from goes: a repeat, and the sweep at the end, need all of them.
        var agentIds = (await eraser.ReadAgentIdsAsync(userId, cancellationToken)).Union(deletion.AgentIds ?? [], StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        await store.WriteDeletionAsync(deletion with { AgentIds = agentIds }, cancellationToken);
        await eraser.EraseAsync(userId, agentIds, cancellationToken);
        await store.RemoveExportAsync(userId, cancellationToken);
        await archives.RemoveAsync(userId, exceptExportId: null, cancellationToken);
        return StepOutcome.Done;
    }
}
