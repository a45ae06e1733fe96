using Webhost.Local.LemonSqueezy.Admin;
using Webhost.Local.LemonSqueezy.Api.Resources;
using Webhost.Local.LemonSqueezy.Records;

namespace Webhost.Local.LemonSqueezy.Pages;

/// <summary>How the control page looks.</summary>
internal static class ControlPage
{
    private const int AttemptsShown = 25;

    private static readonly (string Label, string Unit)[] Steps = [("1 hour", "hours"), ("1 day", "days"), ("3 days", "three-days"), ("1 month", "months")];

    /// <summary>Asks for the admin key.</summary>
    public static Html SignIn(string? problem) => PageShell.Page("Control the sandbox", Html.Of($"""
        <section class="card">
        <h1>Control the sandbox</h1>
        <p>Move its clock and see what it sends. The key is in <code>admin.key</code> of the sandbox's state directory.</p>
        {PageShell.Alert(problem)}
        <form method="post" action="/control/sign-in">
        {PageShell.Field(new FormField("key", "Admin key") { Type = "password" }, problem: null)}
        <button type="submit">Continue</button>
        </form>
        </section>
        """));

    public static Html Show(ResourceView view, WireClock clock, string? problem) => PageShell.Page("Sandbox", Html.Of($"""
        <h1>Sandbox</h1>
        {PageShell.Alert(problem)}
        {Clock(clock)}
        {Subscriptions(view, clock)}
        {Faults(view)}
        {Deliveries(view)}
        """), "wide");

    private static Html Clock(WireClock clock) => Html.Of($"""
        <section class="card" aria-labelledby="clock">
        <h2 id="clock">Clock</h2>
        <p class="clock">{PageShell.Time(clock.Now)} <span class="muted">UTC{(clock.Stopped ? ", stopped" : "")}</span></p>
        <form method="post" action="/control/clock" class="buttons">
        {Steps.Select(step => Html.Of($"""<button type="submit" name="step" value="{step.Unit}" class="plain">+ {step.Label}</button>"""))}
        <button type="submit" name="step" value="next">To what happens next</button>
        <button type="submit" name="step" value="{(clock.Stopped ? "run" : "stop")}" class="plain">{(clock.Stopped ? "Let it run" : "Stop it")}</button>
        </form>
        {(clock.Next.Count > 0 ? Html.Of($"""<p class="muted">Next: {PageShell.Time(clock.Next[0].At)}, {clock.Next[0].What}.</p>""") : Html.Empty)}
        </section>
        """);

    private static Html Subscriptions(ResourceView view, WireClock clock)
    {
        var subscriptions = view.Data.All<Subscription>().Reverse().ToList();
        var due = clock.Next.Where(next => next.Type is "subscriptions").ToDictionary(next => next.Id);
        return Html.Of($"""
            <section class="card" aria-labelledby="subscriptions">
            <h2 id="subscriptions">Subscriptions</h2>
            {Table("subscriptions", ["Subscription", "Customer", "Status", "Next", "Payments"], subscriptions.Select(subscription => Html.Of($"""
                <tr><td><a href="{view.Links.Portal(subscription.CustomerId)}">{subscription.Id}</a><br><span class="muted">{view.Catalog.Variant(subscription.VariantId).Name}</span></td>
                <td>{subscription.UserEmail}</td><td><span class="status {subscription.Status}">{ResourceView.Formatted(subscription.Status)}</span></td>
                <td>{(due.TryGetValue(subscription.Id, out var next) ? Html.Of($"{PageShell.Time(next.At)}<br><span class=\"muted\">{next.What}</span>") : Html.Empty)}</td>
                <td><form method="post" action="/control/payments"><input type="hidden" name="subscription" value="{subscription.Id}">
                <button type="submit" name="decline" value="{(subscription.PaymentsDecline ? "no" : "yes")}" class="plain small">{(subscription.PaymentsDecline ? "Let them pass" : "Decline them")}</button></form></td></tr>
                """)))}
            </section>
            """);
    }

    private static Html Faults(ResourceView view) => Html.Of($"""
        <section class="card" aria-labelledby="faults">
        <h2 id="faults">Faults of webhooks</h2>
        {Table("faults", ["Fault", "Event", "Times left"], view.Data.All<Fault>().Select(fault => Html.Of($"<tr><td>{fault.Kind}</td><td>{fault.Event ?? "every"}</td><td>{(fault.Remaining is { } left ? Html.Of($"{left}") : Html.Of($"no end"))}</td></tr>")))}
        <form method="post" action="/control/faults" class="buttons">
        <button type="submit" name="fault" value="lose" class="plain">Lose the next</button>
        <button type="submit" name="fault" value="duplicate" class="plain">Send the next twice</button>
        <button type="submit" name="fault" value="delay" class="plain">Delay the next by a minute</button>
        <button type="submit" name="fault" value="reorder" class="plain">Turn the next three around</button>
        <button type="submit" name="fault" value="none" class="plain">No faults</button>
        </form>
        </section>
        """);

    private static Html Deliveries(ResourceView view) => Html.Of($"""
        <section class="card" aria-labelledby="deliveries">
        <h2 id="deliveries">Webhook deliveries</h2>
        {Html.When(view.Data.Count<QueuedDelivery>() > 0, () => Html.Of($"""<p class="muted">{view.Data.Count<QueuedDelivery>()} waiting.</p>"""))}
        {Table("deliveries", ["Time", "Event", "Attempt", "Answer", "Again"], view.Data.All<DeliveryAttempt>().Reverse().Take(AttemptsShown).Select(attempt => Html.Of($"""
            <tr><td>{PageShell.Time(attempt.At)}</td><td>{attempt.EventName}</td><td>{attempt.Attempt} <span class="muted">{attempt.Cause}</span></td>
            <td>{(attempt.Status is { } status ? Html.Of($"{status}") : Html.Of($"""<span class="muted">{attempt.Error ?? attempt.Outcome}</span>"""))}</td>
            <td><form method="post" action="/control/resend"><button type="submit" name="event" value="{attempt.EventId}" class="plain small">Send again</button></form></td></tr>
            """)))}
        </section>
        """);

    private static Html Table(string label, IReadOnlyList<string> heads, IEnumerable<Html> rows)
    {
        var all = rows.ToList();
        if (all.Count == 0)
            return Html.Of($"""<p class="muted">None.</p>""");
        return Html.Of($"""
            <div class="scroll" tabindex="0" role="region" aria-labelledby="{label}"><table>
            <thead><tr>{heads.Select(head => Html.Of($"""<th scope="col">{head}</th>"""))}</tr></thead>
            <tbody>{all}</tbody>
            </table></div>
            """);
    }
}
