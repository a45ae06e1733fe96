using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Webhost.Local.LemonSqueezy.Tests.Fixtures;

/// <summary>Somebody who receives webhooks: keeps all, and answers as a test wants.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly List<ReceivedWebhook> _received = [];
    private readonly Lock _gate = new();

    private Receiver(WebApplication application) => _application = application;

    public Uri Url { get; private set; } = null!;

    /// <summary>How it answers; 200 unless a test says otherwise.</summary>
    public Func<ReceivedWebhook, int> Answer { get; set; } = _ => StatusCodes.Status200OK;

    /// <summary>When set, answers wait for it.</summary>
    public Task Open { get; set; } = Task.CompletedTask;

    /// <summary>All that came, in order.</summary>
    public IReadOnlyList<ReceivedWebhook> All
    {
        get
        {
            lock (_gate)
                return [.. _received];
        }
    }

    public IReadOnlyList<string> Events => [.. All.Select(webhook => webhook.Event)];

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var application = builder.Build();
        var receiver = new Receiver(application);
        application.Run(receiver.ReceiveAsync);
        await application.StartAsync();
        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        receiver.Url = new Uri($"{address}/v1/billing/webhooks/lemon-squeezy");
        return receiver;
    }

    /// <summary>Those that came since the last call.</summary>
    public IReadOnlyList<ReceivedWebhook> Take()
    {
        lock (_gate)
        {
            ReceivedWebhook[] taken = [.. _received];
            _received.Clear();
            return taken;
        }
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        if (HttpMethods.IsGet(context.Request.Method))
        {
            // Where a browser comes back to after a payment.
            context.Response.ContentType = "text/html";
            await context.Response.WriteAsync("<!DOCTYPE html><title>Shop</title><h1>Back in the shop</h1>");
            return;
        }

        using var reader = new StreamReader(context.Request.Body);
        var webhook = new ReceivedWebhook(
            context.Request.Headers["X-Event-Name"].ToString(), context.Request.Headers["X-Signature"].ToString(), context.Request.ContentType, await reader.ReadToEndAsync(), context.Connection.Id);
        lock (_gate)
            _received.Add(webhook);
        await Open;
        context.Response.StatusCode = Answer(webhook);
    }
}
