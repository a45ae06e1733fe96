using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Webhost.Local.LemonSqueezy.Api;
using Webhost.Local.LemonSqueezy.Billing;
using Webhost.Local.LemonSqueezy.Records;

namespace Webhost.Local.LemonSqueezy.Admin;

/// <summary>The API of the sandbox itself, below <c>/local</c>, for whoever has the admin key.</summary>
internal sealed class AdminRoutes(ApiContext api, AdminKey key, ClockControl clock, FaultControl faults, CheckoutPayments payments)
{
    private const string Scheme = "Bearer ";

    // The answers hold whole bodies, whose quotes people want to read.
    private static readonly WireJson Json = new(new JsonSerializerOptions(WireJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public void Map(IEndpointRouteBuilder routes)
    {
        Map(routes, "GET", "/local/clock", context => Answer(context, clock.Read(), Json.WireClock));
        MapBody(routes, "/local/clock", Json.WireClockMove, async (context, move) =>
            await Answer(context, await clock.MoveAsync(move, context.RequestAborted), Json.WireClock));

        Map(routes, "GET", "/local/events", context => Answer(context, DeliveryLog.Events(api.Store.Data, Query(context, "event"), Number(context, "resourceId")), Json.WireListWireEvent));
        Map(routes, "GET", "/local/deliveries", context => Answer(context, DeliveryLog.Attempts(api.Store.Data, Query(context, "event"), Number(context, "eventId")), Json.WireListWireAttempt));
        Map(routes, "GET", "/local/queue", context => Answer(context, DeliveryLog.Queue(api.Store.Data), Json.WireListWireQueued));
        MapBody(routes, "/local/events/{id:long}/resend", Json.WireResend, (context, resend) => Answer(context, faults.Resend(IdOf(context), resend), Json.WireListWireQueued));
        MapBody(routes, "/local/release", Json.WireRelease, (context, release) => Answer(context, faults.Release(release), Json.WireListWireQueued));
        MapBody(routes, "/local/storm", Json.WireStorm, async (context, storm) =>
            await Answer(context, await faults.StormAsync(storm, context.RequestAborted), Json.WireStormReport));

        Map(routes, "GET", "/local/faults", context => Answer(context, faults.List(), Json.WireListWireFault));
        MapBody(routes, "/local/faults", Json.WireFault, (context, fault) => Answer(context, faults.Add(fault), Json.WireFault));
        Map(routes, "DELETE", "/local/faults", context => RemoveAsync(context, id: null));
        Map(routes, "DELETE", "/local/faults/{id:long}", context => RemoveAsync(context, IdOf(context)));

        MapBody(routes, "/local/checkouts/{key}/pay", Json.WirePayment, (context, payment) => Answer(context, Pay((string)context.GetRouteValue("key")!, payment), Json.WirePaid));
        MapBody(routes, "/local/subscriptions/{id:long}/payments", Json.WirePayments, (context, wanted) => Answer(context, Decline(IdOf(context), wanted), Json.WirePayments));
    }

    private void Map(IEndpointRouteBuilder routes, string method, string pattern, Func<HttpContext, Task> serve) => routes.MapMethods(pattern, [method], async context =>
    {
        var given = context.Request.Headers.Authorization.ToString();
        if (!given.StartsWith(Scheme, StringComparison.Ordinal) || !key.Fits(given[Scheme.Length..]))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await RefuseAsync(context, StatusCodes.Status401Unauthorized, "The key of the local payment sandbox is missing or wrong: it is in admin.key of its state directory.");
            return;
        }

        await serve(context);
    });

    private void MapBody<T>(IEndpointRouteBuilder routes, string pattern, JsonTypeInfo<T> type, Func<HttpContext, T, Task> serve)
        where T : class => Map(routes, "POST", pattern, async context =>
    {
        T? body = null;
        try
        {
            body = await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted);
        }
        catch (JsonException exception)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, $"The body is not what this operation takes: {exception.Message}");
            return;
        }

        if (body is null)
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "The body is null.");
        else
            await serve(context, body);
    });

    private Task RemoveAsync(HttpContext context, long? id)
    {
        faults.Remove(id);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private Outcome<WirePaid> Pay(string checkoutKey, WirePayment payment)
    {
        if (api.Store.Data.All<Checkout>().FirstOrDefault(candidate => string.Equals(candidate.Key, checkoutKey, StringComparison.Ordinal)) is not { } checkout)
            return Refusal.NotFound;
        if (TestCard.Find(payment.CardNumber ?? TestCard.All[0].Number) is not { } card)
            return Refusal.Invalid("'cardNumber' must be a test card.");
        // Without a browser there is nobody whom a bank could ask: it agrees.
        var outcome = payments.Submit(checkout, Guid.NewGuid().ToString("N"), payment.Email, payment.Name ?? payment.Email, card with { AsksBank = false });
        if (!outcome.TryGet(out var attempt, out var refusal))
            return refusal;
        var subscription = api.Store.Data.All<Subscription>().First(candidate => candidate.OrderId == attempt.OrderId);
        return new WirePaid(subscription.OrderId, subscription.Id, checkout.RedirectUrl);
    }

    private Outcome<WirePayments> Decline(long subscriptionId, WirePayments wanted) => api.Store.Change(api.Clock.Now, Outcome<WirePayments> (change) =>
    {
        if (change.Data.Find<Subscription>(subscriptionId) is not { } subscription)
            return Refusal.NotFound;
        change.Put(subscription with { PaymentsDecline = wanted.Decline });
        return wanted;
    });

    private static Task Answer<T>(HttpContext context, Outcome<T> outcome, JsonTypeInfo<T> type)
        where T : notnull =>
        outcome.TryGet(out var value, out var refusal)
            ? context.Response.WriteAsJsonAsync(value, type, cancellationToken: context.RequestAborted)
            : RefuseAsync(context, refusal.Status, refusal.Problems[0].Detail);

    private static Task RefuseAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new WireError(message), Json.WireError, cancellationToken: context.RequestAborted);
    }

    private static long IdOf(HttpContext context) => long.Parse((string)context.GetRouteValue("id")!, CultureInfo.InvariantCulture);

    private static string? Query(HttpContext context, string name) => context.Request.Query.TryGetValue(name, out var value) ? value.ToString() : null;

    private static long? Number(HttpContext context, string name) => long.TryParse(Query(context, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
