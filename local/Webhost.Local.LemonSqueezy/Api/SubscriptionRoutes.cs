using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Webhost.Local.LemonSqueezy.Api.Resources;
using Webhost.Local.LemonSqueezy.Billing;
using Webhost.Local.LemonSqueezy.Records;

namespace Webhost.Local.LemonSqueezy.Api;

/// <summary>Changing and cancelling subscriptions.</summary>
internal static class SubscriptionRoutes
{
    private const int LastDay = 31;

    public static void Map(IEndpointRouteBuilder routes, ApiContext api)
    {
        routes.MapPatch("/v1/subscriptions/{id}", async context =>
        {
            var id = ReadRoutes.IdOf(context);
            var outcome = (await Body.ReadAsync(context.Request, SubscriptionResource.Kind.Type, id)).TryGet(out var body, out var refusal) ? Update(api, id, body) : refusal;
            await Documents.WriteAsync(context, api, SubscriptionResource.Kind, outcome);
        });

        routes.MapDelete("/v1/subscriptions/{id}", context =>
            Documents.WriteAsync(context, api, SubscriptionResource.Kind, api.Edit(ReadRoutes.IdOf(context), SubscriptionChanges.Cancel)));
    }

    /// <summary>What a request wants done with a difference in price.</summary>
    public static ProrationTerms Terms(Body body)
    {
        var (none, now) = (body.Flag("disable_prorations"), body.Flag("invoice_immediately"));
        return none is true ? ProrationTerms.None : now is true ? ProrationTerms.InvoiceNow : ProrationTerms.NextInvoice;
    }

    private static Outcome<Subscription> Update(ApiContext api, string id, Body body)
    {
        var steps = new List<Func<SubscriptionEdit, Refusal?>>();
        if (body.Flag("cancelled") is { } cancelled)
            steps.Add(cancelled ? SubscriptionChanges.Cancel : SubscriptionChanges.Resume);
        if (body.Has("pause"))
            steps.Add(PauseStep(body));
        var terms = Terms(body);
        if (body.Whole("variant_id", 1) is { } variantId)
            steps.Add(edit => api.Plans.ChangeVariant(edit, variantId, terms));
        if (body.Has("trial_ends_at"))
            steps.Add(TrialStep(api, body.Time("trial_ends_at")));
        if (body.Has("billing_anchor"))
            steps.Add(AnchorStep(api, body.Whole("billing_anchor", 0, LastDay) ?? 0));
        return body.Refusal is { } refusal
            ? refusal
            : api.Edit(id, edit => steps.Select(step => step(edit)).FirstOrDefault(refused => refused is not null));
    }

    private static Func<SubscriptionEdit, Refusal?> TrialStep(ApiContext api, DateTimeOffset? end) => edit => api.Changes.MoveTrialEnd(edit, end ?? edit.Now);

    private static Func<SubscriptionEdit, Refusal?> AnchorStep(ApiContext api, long day) => edit => api.Changes.MoveAnchor(edit, (int)day);

    private static Func<SubscriptionEdit, Refusal?> PauseStep(Body body)
    {
        var value = body.Object("pause");
        if (value.Count == 0)
            return SubscriptionChanges.Unpause;
        var mode = Body.Text(value["mode"]);
        if (mode is not ("void" or "free"))
            body.Add("The selected pause.mode is invalid.", "pause/mode");
        var resumesAt = body.Time(value["resumes_at"], "pause/resumes_at");
        return edit => SubscriptionChanges.Pause(edit, new Pause { Mode = mode!, ResumesAt = resumesAt });
    }
}
