using Webhost.Local.LemonSqueezy.Records;
using Webhost.Local.LemonSqueezy.Store;

namespace Webhost.Local.LemonSqueezy.Webhooks;

/// <summary>The webhook that the stack registers for itself: each start brings its address and secret up to date, for ports and keys may have changed.</summary>
internal static class OwnWebhook
{
    public static void Register(SandboxStore store, DateTimeOffset now, LemonSqueezySandboxOptions options)
    {
        var present = store.Data.All<Webhook>().FirstOrDefault(webhook => webhook.IsOwn);
        if (options.WebhookUrl is not { } url)
        {
            if (present is not null)
                store.Apply(now, change => change.Remove<Webhook>(present.Id));
            return;
        }

        store.Apply(now, change => change.Put(new Webhook
        {
            Id = present?.Id ?? change.NextId<Webhook>(),
            Url = url.ToString(),
            Events = EventName.All,
            Secret = options.WebhookSecret,
            IsOwn = true,
            LastSentAt = present?.LastSentAt,
            CreatedAt = present?.CreatedAt ?? change.Now,
            UpdatedAt = change.Now,
        }));
    }
}
