using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Webhost.Local.KeyVault.Files;
using Webhost.Local.LemonSqueezy.Admin;
using Webhost.Local.LemonSqueezy.Api;
using Webhost.Local.LemonSqueezy.Billing;
using Webhost.Local.LemonSqueezy.Clock;
using Webhost.Local.LemonSqueezy.Pages;
using Webhost.Local.LemonSqueezy.Products;
using Webhost.Local.LemonSqueezy.Records;
using Webhost.Local.LemonSqueezy.Store;
using Webhost.Local.LemonSqueezy.Webhooks;

namespace Webhost.Local.LemonSqueezy;

/// <summary>
/// A Lemon Squeezy for one machine: the REST API that its official clients talk to, the hosted checkout and the customer portal, subscriptions on a
/// clock that can be moved forward, and signed webhooks with the service's retries and with faults on demand. Everything in it is test mode.
/// </summary>
public sealed class LemonSqueezySandbox : IAsyncDisposable
{
    private const long MaximumRequestBytes = 256 * 1024;
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(1);

    private readonly WebApplication _application;
    private readonly List<IAsyncDisposable> _parts;

    private LemonSqueezySandbox(WebApplication application, Uri uri, List<IAsyncDisposable> parts)
    {
        _application = application;
        Uri = uri;
        _parts = parts;
    }

    /// <summary>The sandbox's address: the base of the API, and a page that leads to the control page.</summary>
    public Uri Uri { get; }

    /// <summary>Opens the state, making it at the first start, and listens.</summary>
    /// <exception cref="InvalidDataException">The state is damaged.</exception>
    /// <exception cref="InvalidOperationException">A setting is missing or malformed.</exception>
    public static async Task<LemonSqueezySandbox> StartAsync(LemonSqueezySandboxOptions options, CancellationToken cancellationToken = default)
    {
        options.Validate();
        PrivateFiles.CreateDirectory(options.StateDirectory);
        var signingKey = await PrivateFiles.ReadOrCreateAsync(Path.Combine(options.StateDirectory, "signing.key"), () => RandomNumberGenerator.GetHexString(64, lowercase: true), cancellationToken);
        var adminKey = await AdminKey.OpenAsync(options.StateDirectory, cancellationToken);
        var store = SandboxStore.Open(options.StateDirectory);
        var api = Compose(options, store, Convert.FromHexString(signingKey), out var timeline, out var sender);
        var application = Build(options, api, adminKey);
        var parts = new List<IAsyncDisposable> { timeline, new Closing(sender), new Closing(store) };
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch
        {
            await DisposeAsync(application, parts);
            throw;
        }

        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        api.Links.Origin = address;
        OwnWebhook.Register(store, api.Clock.Now, options);
        timeline.Start();
        return new LemonSqueezySandbox(application, new Uri(address), parts);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => DisposeAsync(_application, _parts);

    private static ApiContext Compose(LemonSqueezySandboxOptions options, SandboxStore store, byte[] signingKey, out Timeline timeline, out WebhookSender sender)
    {
        var loggers = options.LoggerFactory;
        var catalog = new ProductCatalog(options);
        var clock = new SandboxClock(options.TimeProvider, store.Data.Find<ClockSetting>(1) ?? new ClockSetting());
        var links = new SignedLinks(signingKey, clock);
        var outbox = new Outbox(catalog, links);
        var charges = new Charges(catalog);
        sender = new WebhookSender(options.DeliveryTimeout);
        var desk = new DeliveryDesk(store, clock, sender, loggers.CreateLogger<DeliveryDesk>());
        timeline = new Timeline(store, clock, new Lifecycle(charges, outbox), desk, loggers.CreateLogger<Timeline>());
        return new ApiContext(
            options, store, clock, timeline, catalog, links, outbox, new Purchases(catalog, charges, outbox), new SubscriptionChanges(charges),
            new PlanChanges(catalog, charges), new Refunds(outbox), new Storm(store, clock, options.DeliveryTimeout));
    }

    private static WebApplication Build(LemonSqueezySandboxOptions options, ApiContext api, AdminKey adminKey)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(options.LoggerFactory).AddLogging();
        builder.Services.AddRoutingCore();
        // A storm or a long move of the clock must not hold up the end.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopGrace);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaximumRequestBytes;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });

        var application = builder.Build();
        var gatekeeper = new Gatekeeper(options.ApiKey, new CallLimiter(options.ApiCallsPerMinute, options.TimeProvider), options.LoggerFactory.CreateLogger<Gatekeeper>());
        application.Use(new OwnHost(api.Links).InvokeAsync);
        // Ignoring case, as the routes do: a path in capitals must not pass by the gatekeeper.
        application.UseWhen(context => context.Request.Path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase), branch => branch.Use(gatekeeper.InvokeAsync));
        application.UseRouting();
        ReadRoutes.Map(application, api);
        Api.CheckoutRoutes.Map(application, api);
        CustomerRoutes.Map(application, api);
        SubscriptionRoutes.Map(application, api);
        UsageRoutes.Map(application, api);
        RefundRoutes.Map(application, api);
        WebhookRoutes.Map(application, api);
        MapPages(application, options, api, adminKey);
        return application;
    }

    private static void MapPages(WebApplication application, LemonSqueezySandboxOptions options, ApiContext api, AdminKey adminKey)
    {
        var payments = new CheckoutPayments(api.Store, api.Clock, api.Purchases, options.TimeProvider, options.BankDelay);
        var (clock, faults) = (new ClockControl(api), new FaultControl(api));
        Assets.Map(application);
        new Pages.CheckoutRoutes(api, payments).Map(application);
        new ReceiptRoutes(api).Map(application);
        new PortalRoutes(api).Map(application);
        new AdminRoutes(api, adminKey, clock, faults, payments).Map(application);
        new ControlRoutes(api, adminKey, clock, faults).Map(application);
    }

    private static async ValueTask DisposeAsync(WebApplication application, List<IAsyncDisposable> parts)
    {
        await application.StopAsync(CancellationToken.None);
        await application.DisposeAsync();
        foreach (var part in parts)
            await part.DisposeAsync();
    }

    private sealed class Closing(IDisposable part) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            part.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
