using System.Globalization;
using Webhost.Contracts.Billing;
using Webhost.Contracts.Errors;
using Webhost.Core.Audit;
using Webhost.Core.Identity;
using Webhost.Core.Results;

namespace Webhost.Core.Billing;

/// <summary>Processes stored events again, for operators: after a repair, or to be sure. What an event says is in effect already changes nothing.</summary>
public sealed class WebhookReplay(IWebhookEventStore store, WebhookProcessor processor, AuditTrail audit)
{
    /// <summary>How many events one replay takes.</summary>
    public const int Most = 200;

    private const int HashCharacters = 64;
    private const int Attempts = 5;

    /// <summary>Whether an event may have come at a time: storage knows no others.</summary>
    public static bool IsPlausible(DateTimeOffset time) => time.UtcDateTime.Year is >= 2000 and < 9000;

    /// <summary>Replays one event or those of a range. Failures: Invalid, NotFound.</summary>
    public async Task<Result<ReplayOutcome>> RunAsync(Caller caller, ReplayRequest request, CancellationToken cancellationToken)
    {
        var problems = new List<Problem>();
        Check(request, problems);
        if (problems.Count > 0)
        {
            return Failure.Invalid.All(problems);
        }

        var change = AuditChange.OfBilling(
            AuditActions.EventReplay, caller.User.UserId, ("eventId", request.EventId), ("from", Text(request.From)), ("to", Text(request.To)), ("state", request.State?.ToString().ToLowerInvariant()));
        return await audit.RecordAsync(caller, change, () => ReplayAsync(request, cancellationToken), cancellationToken);
    }

    private static string? Text(DateTimeOffset? moment) => moment?.ToString("O", CultureInfo.InvariantCulture);

    private async Task<Result<ReplayOutcome>> ReplayAsync(ReplayRequest request, CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        if (request.EventId is { } one)
        {
            ids.Add(one.ToLowerInvariant());
        }
        else
        {
            await foreach (var item in store.ReadAsync(request.From!.Value, request.To!.Value, request.State, cancellationToken))
            {
                ids.Add(item.EventId);
                if (ids.Count > Most)
                {
                    break;
                }
            }
        }

        var now = ids.Take(Most).ToArray();
        foreach (var id in now)
        {
            if (!await ReopenAsync(id, cancellationToken) && request.EventId is not null)
            {
                return Failure.NotFound.Of("event", id);
            }
        }

        await processor.ProcessAsync(now, cancellationToken);
        var events = new List<WebhookEvent>();
        foreach (var id in now)
        {
            if (await store.FindAsync(id, cancellationToken) is { } item)
            {
                events.Add(item.Value.ToContract());
            }
        }

        return new ReplayOutcome { Events = events, More = ids.Count > now.Length };
    }

    /// <summary>Events of a time, oldest first, up to a number.</summary>
    public async Task<(IReadOnlyList<WebhookEvent> Events, bool More)> ListAsync(DateTimeOffset from, DateTimeOffset to, WebhookEventState? state, int limit, CancellationToken cancellationToken)
    {
        var events = new List<WebhookEvent>();
        await foreach (var item in store.ReadAsync(from, to, state, cancellationToken))
        {
            if (events.Count == limit)
            {
                return (events, true);
            }

            events.Add(item.ToContract());
        }

        return (events, false);
    }

    private async Task<bool> ReopenAsync(string eventId, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await store.FindAsync(eventId, cancellationToken) is not { } item)
            {
                return false;
            }

            if (item.Value.State == WebhookEventState.Pending && item.Value is { FailedAttempts: 0, NotBefore: null })
            {
                return true;
            }

            var wasPending = item.Value.State == WebhookEventState.Pending;
            var reopened = item.Value with { State = WebhookEventState.Pending, Before = wasPending ? item.Value.Before : item.Value.State, FailedAttempts = 0, NotBefore = null };
            if (await store.TryUpdateAsync(item with { Value = reopened }, wasPending, cancellationToken))
            {
                return true;
            }
        }

        throw new BillingContendedException($"The event '{eventId}' is being written by too many at once.");
    }

    private static void Check(ReplayRequest request, List<Problem> problems)
    {
        if (request.EventId is { } id)
        {
            if (id.Length != HashCharacters || !id.All(char.IsAsciiHexDigit))
            {
                problems.Add(new Problem("eventId", "An event's id has 64 hexadecimal digits."));
            }

            if (request is not { From: null, To: null, State: null })
            {
                problems.Add(new Problem("eventId", "Name either one event or a range."));
            }
        }
        else if (request.From is not { } from || request.To is not { } to || from >= to || !IsPlausible(from) || !IsPlausible(to))
        {
            problems.Add(new Problem("from", "Name an event ('eventId'), or a range from 'from' to a later 'to'."));
        }
    }
}
