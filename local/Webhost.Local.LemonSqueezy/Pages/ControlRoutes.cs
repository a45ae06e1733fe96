using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Webhost.Local.LemonSqueezy.Admin;
using Webhost.Local.LemonSqueezy.Api;
using Webhost.Local.LemonSqueezy.Records;

namespace Webhost.Local.LemonSqueezy.Pages;

/// <summary>The control page: what the admin API does, for people.</summary>
internal sealed class ControlRoutes(ApiContext api, AdminKey key, ClockControl clock, FaultControl faults)
{
    private const string Cookie = "sandbox-control";
    private const string Root = "/control";
    private const int FaultSeconds = 60;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", context => PageShell.WriteAsync(context, PageShell.Page("Payment sandbox", Html.Of($"""
            <section class="card">
            <h1>Payment sandbox</h1>
            <p>This stands in for Lemon Squeezy on this machine: its API, checkout and customer portal, and webhooks over a clock that can be moved.</p>
            <p><a class="button" href="{Root}">Control the sandbox</a></p>
            </section>
            """))));
        routes.MapGet(Root, context => IsSignedIn(context)
            ? PageShell.WriteAsync(context, ControlPage.Show(api.View, clock.Read(), problem: null))
            : PageShell.WriteAsync(context, ControlPage.SignIn(problem: null)));
        routes.MapPost($"{Root}/sign-in", SignInAsync);
        MapAction(routes, "clock", MoveAsync);
        MapAction(routes, "faults", (_, form) => Task.FromResult(AddFault(form.Text("fault"))));
        MapAction(routes, "payments", (_, form) => Task.FromResult(Decline(Number(form, "subscription"), form.Text("decline") is "yes")));
        MapAction(routes, "resend", (_, form) => Task.FromResult(faults.Resend(Number(form, "event"), new WireResend()).Refusal));
    }

    private async Task SignInAsync(HttpContext context)
    {
        if (await Forms.ReadAsync(context, api.Links.Origin) is not { } form)
            return;
        if (!key.Fits(form.Text("key")))
        {
            await PageShell.WriteAsync(context, ControlPage.SignIn("That is not the key."), StatusCodes.Status401Unauthorized);
            return;
        }

        context.Response.Cookies.Append(Cookie, api.Links.ControlCookie(), new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = Root, IsEssential = true });
        await PageShell.SeeOther(context, Root);
    }

    private void MapAction(IEndpointRouteBuilder routes, string action, Func<HttpContext, IFormCollection, Task<Refusal?>> work) => routes.MapPost($"{Root}/{action}", async context =>
    {
        if (!IsSignedIn(context))
        {
            await PageShell.SeeOther(context, Root);
            return;
        }

        if (await Forms.ReadAsync(context, api.Links.Origin) is not { } form)
            return;
        if (await work(context, form) is { } refusal)
            await PageShell.WriteAsync(context, ControlPage.Show(api.View, clock.Read(), refusal.Problems[0].Detail), refusal.Status);
        else
            await PageShell.SeeOther(context, Root);
    });

    private bool IsSignedIn(HttpContext context) => api.Links.IsControlCookie(context.Request.Cookies[Cookie]);

    private async Task<Refusal?> MoveAsync(HttpContext context, IFormCollection form)
    {
        var move = form.Text("step") switch
        {
            "hours" => new WireClockMove { Hours = 1 },
            "days" => new WireClockMove { Days = 1 },
            "three-days" => new WireClockMove { Days = 3 },
            "months" => new WireClockMove { Months = 1 },
            "next" when clock.Read().Next is [var next, ..] => new WireClockMove { To = next.At > api.Clock.Now ? next.At : api.Clock.Now },
            "stop" => new WireClockMove { Stopped = true },
            "run" => new WireClockMove { Stopped = false },
            _ => new WireClockMove(),
        };
        return (await clock.MoveAsync(move, context.RequestAborted)).Refusal;
    }

    private Refusal? AddFault(string kind)
    {
        if (kind is "none")
        {
            faults.Remove(id: null);
            return null;
        }

        return faults.Add(new WireFault { Fault = kind, Times = kind is Fault.Reorder ? 3 : 1, Seconds = kind is Fault.Delay ? FaultSeconds : 0 }).Refusal;
    }

    private Refusal? Decline(long id, bool decline) => api.Store.Change(api.Clock.Now, Outcome<Subscription> (change) =>
        change.Data.Find<Subscription>(id) is { } subscription ? change.Put(subscription with { PaymentsDecline = decline }) : Refusal.NotFound).Refusal;

    private static long Number(IFormCollection form, string name) => long.TryParse(form.Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
