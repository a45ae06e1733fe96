using System.CommandLine;
using System.Globalization;
using Webhost.Cli.Api;
using Webhost.Cli.Shell;
using Webhost.Contracts;
using Webhost.Contracts.Billing;

namespace Webhost.Cli.Billing;

/// <summary><c>webhost billing</c>.</summary>
internal static class BillingCommand
{
    public static Command Create(CommandRunner runner) => new CliCommand("billing", "See plans, buy one, and manage what you have bought.", "webhost billing plans", "webhost billing checkout pro")
    {
        Plans(runner), Status(runner), Checkout(runner), Change(runner), Portal(runner), Invoices(runner), ReplayCommand.Create(runner),
    };

    private static Command Plans(CommandRunner runner) => runner.Bind(
        new CliCommand("plans", "Show every plan with its price and limits.", "webhost billing plans", "webhost billing plans --json"),
        async (context, cancellationToken) =>
        {
            var view = await context.Api.GetAsync<PlansView>("v1/billing/plans", cancellationToken);
            if (context.Terminal.Json)
            {
                context.Terminal.WriteJson(view);
                return;
            }

            context.Terminal.Table(
                [string.Empty, "plan", "a month", "agents", "requests", "tokens", "compute", "storage", "agentcore"],
                view.Plans.Select(plan => (string[])
                [
                    plan.Current ? "*" : string.Empty, plan.Tier, Dollars.Of(plan.PriceUsd), BillingText.Limit(plan.Agents), BillingText.Limit(plan.RequestsPerMonth), BillingText.Limit(plan.TokensPerMonth),
                    plan.ComputeMsPerMonth is { } compute ? $"{BillingText.Limit(compute / 1000)} s" : "unlimited", BillingText.Bytes(plan.StorageBytes), BillingText.AgentCore(plan.AgentCore),
                ]));
        });

    private static Command Status(CommandRunner runner) => runner.Bind(
        new CliCommand("status", "Show where your subscription stands, and what happens next.", "webhost billing status"),
        async (context, cancellationToken) => Write(context, await context.Api.GetAsync<Subscription>("v1/billing/subscription", cancellationToken)));

    private static Command Checkout(CommandRunner runner)
    {
        var tier = new Argument<string>("plan") { Description = "The plan to buy.", HelpName = "TIER" };
        var addOns = AddOns();
        var browser = new Option<bool>("--browser") { Description = "Open the page to pay on in the browser." };
        var command = new CliCommand("checkout", "Buy a plan: writes the address of the page to pay on.", "webhost billing checkout starter", "webhost billing checkout pro --agentcore 2 --browser")
        {
            tier, addOns, browser,
        };
        return runner.Bind(command, async (context, cancellationToken) =>
        {
            var link = await context.Api.PostOnceAsync<CheckoutRequest, CheckoutLink>(
                "v1/billing/checkout", new CheckoutRequest { Tier = context.Get(tier), AgentCoreAddOns = context.Get(addOns) }, cancellationToken);
            WriteLink(context, link, link.Url, context.Get(browser), link.ExpiresAt is { } end ? $"Pay there until {Moment.Show(end)}; the plan begins within seconds." : "The plan begins within seconds of paying.");
        });
    }

    private static Command Change(CommandRunner runner)
    {
        var tier = new Argument<string?>("plan") { Description = "The plan to change to [default: the one that you have].", HelpName = "TIER", Arity = ArgumentArity.ZeroOrOne };
        var addOns = AddOns();
        var command = new CliCommand(
            "change", "Change your subscription: more begins and is charged at once, less follows when the paid period ends.", "webhost billing change enterprise", "webhost billing change --agentcore 3")
        {
            tier, addOns,
        };
        return runner.Bind(command, async (context, cancellationToken) =>
        {
            if (context.Get(tier) is null && context.Get(addOns) is null)
            {
                throw CliException.Usage("Name a plan, or a number of AgentCore agents, to change to.", "webhost billing change pro --agentcore 2");
            }

            Write(context, await context.Api.PostOnceAsync<ChangeSubscriptionRequest, Subscription>(
                "v1/billing/subscription", new ChangeSubscriptionRequest { Tier = context.Get(tier), AgentCoreAddOns = context.Get(addOns) }, cancellationToken));
        });
    }

    private static Command Portal(CommandRunner runner)
    {
        var browser = new Option<bool>("--browser") { Description = "Open it in the browser." };
        return runner.Bind(
            new CliCommand("portal", "Write the address of the page on which you manage subscription and payment method. It is good for about a day.", "webhost billing portal --browser") { browser },
            async (context, cancellationToken) =>
            {
                var link = await context.Api.GetAsync<PortalLink>("v1/billing/portal", cancellationToken);
                WriteLink(context, link, link.Url, context.Get(browser), "The address lets anybody in who has it; it is good for about a day.");
            });
    }

    private static Command Invoices(CommandRunner runner)
    {
        var page = new PageOptions();
        return runner.Bind(
            new CliCommand("invoices", "List your invoices, newest first.", "webhost billing invoices", "webhost billing invoices --json") { page.Limit, page.Cursor },
            async (context, cancellationToken) => PageOptions.Write(
                context,
                await context.Api.GetAsync<Page<Invoice>>(page.Path(context, "v1/billing/invoices"), cancellationToken),
                "You have no invoices.",
                ["id", "date", "amount", "status", "refunded", "document"],
                invoice =>
                [
                    invoice.InvoiceId, Moment.Show(invoice.Date), BillingText.Money(invoice.Amount, invoice.Currency), invoice.Status,
                    invoice.RefundedAmount is { } refunded ? BillingText.Money(refunded, invoice.Currency) : string.Empty, invoice.Url?.AbsoluteUri ?? string.Empty,
                ]));
    }

    private static Option<int?> AddOns() => new("--agentcore") { Description = "For how many agents on AgentCore to pay beside the plan.", HelpName = "N", CustomParser = WholeNumber.Parse };

    private static void Write(CommandContext context, Subscription subscription)
    {
        if (context.Terminal.Json)
        {
            context.Terminal.WriteJson(subscription);
            return;
        }

        context.Terminal.Fields(
            ("plan", subscription.Tier),
            ("status", BillingText.Status(subscription.Status)),
            ("agentcore", subscription.AgentCoreAddOns > 0 ? $"{subscription.AgentCoreAddOns.ToString(CultureInfo.InvariantCulture)} add-ons" : null),
            ("renews", BillingText.When(subscription.RenewsAt)),
            ("ends", BillingText.When(subscription.EndsAt)),
            ("trial ends", BillingText.When(subscription.TrialEndsAt)),
            ("overdue since", BillingText.When(subscription.PastDueSince)),
            ("grace ends", BillingText.When(subscription.GraceEndsAt)),
            ("next", subscription.Next));
    }

    private static void WriteLink<T>(CommandContext context, T link, Uri url, bool open, string note)
    {
        if (open && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp))
        {
            context.Host.OpenBrowser(url);
        }

        if (context.Terminal.Json)
        {
            context.Terminal.WriteJson(link);
            return;
        }

        context.Terminal.Info(note);
        context.Terminal.Line(url.AbsoluteUri);
    }
}
