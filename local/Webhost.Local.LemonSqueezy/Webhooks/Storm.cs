using System.Collections.Concurrent;
using System.Globalization;
using Webhost.Local.LemonSqueezy.Clock;
using Webhost.Local.LemonSqueezy.Records;
using Webhost.Local.LemonSqueezy.Store;

namespace Webhost.Local.LemonSqueezy.Webhooks;

/// <summary>Sends many copies of events at once, over many connections and in a random order. Nothing of it is tried again.</summary>
internal sealed class Storm(SandboxStore store, SandboxClock clock, TimeSpan timeout)
{
    /// <summary>Sends the storm and waits for its end.</summary>
    /// <param name="events">The events.</param>
    /// <param name="copies">How often each is sent.</param>
    /// <param name="connections">How many are under way at a time.</param>
    /// <param name="seed">Decides the order: the same seed, the same order.</param>
    /// <param name="cancellationToken">Ends it early; what was sent is in the log.</param>
    /// <returns>How many copies came to each answer: a status, or <c>none</c>.</returns>
    public async Task<IReadOnlyDictionary<string, int>> SendAsync(IReadOnlyList<WebhookEvent> events, int copies, int connections, int seed, CancellationToken cancellationToken)
    {
        var shots = events.SelectMany(happened => Enumerable.Repeat(happened, copies)).ToArray();
        new Random(seed).Shuffle(shots);
        var waiting = new ConcurrentQueue<WebhookEvent>(shots);
        var answers = new ConcurrentQueue<(WebhookEvent Event, Webhook Webhook, WebhookSender.Answer Answer)>();
        try
        {
            await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => FireAsync(waiting, answers, cancellationToken)));
        }
        finally
        {
            store.Apply(clock.Now, change =>
            {
                foreach (var (happened, webhook, answer) in answers)
                    change.Put(Logged(change, happened, webhook, answer));
            });
        }

        return answers.GroupBy(sent => sent.Answer.Status?.ToString(CultureInfo.InvariantCulture) ?? "none", StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
    }

    private async Task FireAsync(ConcurrentQueue<WebhookEvent> waiting, ConcurrentQueue<(WebhookEvent Event, Webhook Webhook, WebhookSender.Answer Answer)> answers, CancellationToken cancellationToken)
    {
        using var http = WebhookSender.NewClient(timeout);
        while (waiting.TryDequeue(out var happened))
        {
            if (store.Data.Find<Webhook>(happened.WebhookId) is { } webhook)
                answers.Enqueue((happened, webhook, await WebhookSender.SendAsync(http, webhook, happened, cancellationToken)));
        }
    }

    private static DeliveryAttempt Logged(Change change, WebhookEvent happened, Webhook webhook, WebhookSender.Answer answer) => new()
    {
        Id = change.NextId<DeliveryAttempt>(),
        EventId = happened.Id,
        EventName = happened.Name,
        Url = webhook.Url,
        Attempt = 1,
        Cause = DeliveryAttempt.Storm,
        Outcome = answer.IsSuccess ? DeliveryAttempt.Delivered : DeliveryAttempt.Failed,
        Status = answer.Status,
        Error = answer.Error,
        At = change.Now,
    };
}
