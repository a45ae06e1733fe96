using Webhost.Local.LemonSqueezy.Api.Resources;
using Webhost.Local.LemonSqueezy.Billing;
using Webhost.Local.LemonSqueezy.Clock;
using Webhost.Local.LemonSqueezy.Pages;
using Webhost.Local.LemonSqueezy.Products;
using Webhost.Local.LemonSqueezy.Records;
using Webhost.Local.LemonSqueezy.Store;
using Webhost.Local.LemonSqueezy.Webhooks;

namespace Webhost.Local.LemonSqueezy.Api;

/// <summary>What the API and the pages work with.</summary>
internal sealed record ApiContext(
    LemonSqueezySandboxOptions Options,
    SandboxStore Store,
    SandboxClock Clock,
    Timeline Timeline,
    ProductCatalog Catalog,
    SignedLinks Links,
    Outbox Outbox,
    Purchases Purchases,
    SubscriptionChanges Changes,
    PlanChanges Plans,
    Refunds Refunds,
    Storm Storm)
{
    public ResourceView View => new(Store.Data, Catalog, Links);

    /// <summary>Changes a subscription, unless it isn't there or the work refuses.</summary>
    public Outcome<Subscription> Edit(string id, Func<SubscriptionEdit, Refusal?> work) => Store.Change(Clock.Now, Outcome<Subscription> (change) =>
    {
        if (SubscriptionResource.Kind.Find(new ResourceView(change.Data, Catalog, Links), id) is not Subscription subscription)
            return Refusal.NotFound;
        var edit = new SubscriptionEdit(change, subscription, Outbox);
        return work(edit) is { } refusal ? refusal : edit.Save();
    });
}
