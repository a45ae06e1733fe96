using System.Text;
using Microsoft.Extensions.Logging;
using Webhost.Contracts.Billing;
using Webhost.Core.Storage;

namespace Webhost.Core.Billing;

/// <summary>
/// Does what stored events say. Safe in several processes at once and again after a death at any point: what an event says is written down before the event is
/// crossed off, and writing it down again changes nothing.
/// </summary>
public sealed partial class WebhookProcessor(
    BillingConnection billing, IWebhookEventStore store, EventApplication application, BillingAudit audit, TimeProvider time, ILogger<WebhookProcessor> logger)
{
    private const int ParallelSubjects = 4;
    private const int MaximumCatchUp = 500;
    private const int MaximumAttempts = 20;
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    /// <summary>Processes those of the events that are still to be processed.</summary>
    public async Task ProcessAsync(IEnumerable<string> eventIds, CancellationToken cancellationToken)
    {
        if (billing.Provider is not { } provider)
        {
            return;
        }

        var pending = new List<PendingEvent>();
        foreach (var eventId in eventIds)
        {
            if (await store.FindAsync(eventId, cancellationToken) is { Value.State: WebhookEventState.Pending } item)
            {
                pending.Add(Read(provider, item));
            }
        }

        await ProcessAsync(provider, pending, cancellationToken);
    }

    /// <summary>Takes up what was stored and not processed: its process died, or it failed and its pause is over.</summary>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        if (billing.Provider is not { } provider)
        {
            return;
        }

        var now = time.GetUtcNow();
        var pending = new List<PendingEvent>();
        foreach (var eventId in await store.ListPendingAsync(MaximumCatchUp, cancellationToken))
        {
            if (await store.FindAsync(eventId, cancellationToken) is { Value: { State: WebhookEventState.Pending } value } item
                && (value.NotBefore ?? value.ReceivedAt + Settled) <= now)
            {
                pending.Add(Read(provider, item));
            }
        }

        await ProcessAsync(provider, pending, cancellationToken);
    }

    private static PendingEvent Read(IBillingProvider provider, Versioned<StoredEvent> item) =>
        new(item, provider.ReadEvent(Encoding.UTF8.GetBytes(item.Value.Document)).TryGet(out var said, out var failure) ? said : null, failure?.Message);

    private Task ProcessAsync(IBillingProvider provider, IEnumerable<PendingEvent> pending, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        pending.GroupBy(item => item.Said?.Subject ?? item.Item.Value.EventId, StringComparer.Ordinal),
        new ParallelOptions { MaxDegreeOfParallelism = ParallelSubjects, CancellationToken = cancellationToken },
        async (subject, token) => await ProcessSubjectAsync(provider, [.. subject], token));

    private async Task ProcessSubjectAsync(IBillingProvider provider, IReadOnlyList<PendingEvent> pending, CancellationToken cancellationToken)
    {
        try
        {
            var known = pending.Where(item => item.Said is { IgnoredBecause: null }).ToArray();
            var results = await application.ApplyAsync(provider, [.. known.Select(item => item.Said!)], cancellationToken);
            foreach (var (item, result) in known.Zip(results))
            {
                if (result.Owner is { } owner)
                {
                    await audit.SaidAsync(owner, provider.Id, item.Item.Value.EventId, item.Said!, cancellationToken);
                }

                await CrossOffAsync(item.Item, result, cancellationToken);
            }

            foreach (var item in pending.Except(known))
            {
                var result = item.Said is { } ignored
                    ? new EventResult(WebhookEventState.Ignored, ignored.IgnoredBecause)
                    : new EventResult(WebhookEventState.Failed, item.Unreadable);
                await CrossOffAsync(item.Item, result, cancellationToken);
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            foreach (var item in pending)
            {
                await PostponeAsync(item.Item, exception, cancellationToken);
            }
        }
    }

    private async Task CrossOffAsync(Versioned<StoredEvent> item, EventResult result, CancellationToken cancellationToken)
    {
        // What a replay repeats was done already: the event stays what it was.
        var repeats = item.Value.Before is WebhookEventState.Applied or WebhookEventState.Superseded && result.State is WebhookEventState.Applied or WebhookEventState.Superseded;
        var done = item.Value with
        {
            State = repeats ? item.Value.Before!.Value : result.State,
            Before = null,
            Reason = result.Reason,
            ProcessedAt = time.GetUtcNow(),
            NotBefore = null,
        };

        // False when another process was faster, with the same result.
        if (await store.TryUpdateAsync(item with { Value = done }, wasPending: true, cancellationToken))
        {
            Processed(done.Name, done.EventId, done.State, done.Reason);
        }
    }

    private async Task PostponeAsync(Versioned<StoredEvent> item, Exception exception, CancellationToken cancellationToken)
    {
        var attempts = item.Value.FailedAttempts + 1;
        var pause = TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Min(attempts - 1, 20)));
        var givenUp = attempts >= MaximumAttempts;
        Failed(exception, item.Value.Name, item.Value.EventId, attempts, givenUp);
        await store.TryUpdateAsync(
            item with
            {
                Value = item.Value with
                {
                    FailedAttempts = attempts,
                    NotBefore = givenUp ? null : time.GetUtcNow() + pause,
                    State = givenUp ? WebhookEventState.Failed : WebhookEventState.Pending,
                    Reason = exception is BillingUnavailableException or BillingContendedException ? exception.Message : "Something went wrong on our side; the log has it.",
                },
            },
            wasPending: true,
            cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Name} {EventId} is {State}. {Reason}")]
    private partial void Processed(string name, string eventId, WebhookEventState state, string? reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Name} {EventId} could not be processed (attempt {Attempt}, given up: {GivenUp}).")]
    private partial void Failed(Exception exception, string name, string eventId, int attempt, bool givenUp);

    private sealed record PendingEvent(Versioned<StoredEvent> Item, BillingEvent? Said, string? Unreadable);
}
