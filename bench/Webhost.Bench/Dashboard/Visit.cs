using System.Collections.Concurrent;
using System.Net.Http.Headers;
using Microsoft.Playwright;

namespace Webhost.Bench.Dashboard;

/// <summary>A way to come to the dashboard.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Profile">What the browser remembers; null for nothing.</param>
/// <param name="Usable">How the page is when it can be used.</param>
/// <param name="Again">Whether the page was there before and is reloaded, with all that the browser has kept.</param>
internal sealed record Visit(string Name, Profile? Profile, Wanted Usable, bool Again = false)
{
    // What a page loads by itself, it has asked for by then.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    /// <summary>The milliseconds until the page can be used.</summary>
    public async Task<double> TimeAsync(Chromium chromium, Uri dashboard)
    {
        await using IBrowserContext context = await chromium.VisitorAsync(Profile);
        IPage page = await context.NewPageAsync();
        await page.GotoAsync(dashboard.ToString(), new() { WaitUntil = WaitUntilState.Commit });
        double first = await Probe.DrawnAsync(page, Usable);
        if (!Again)
            return first;
        await page.ReloadAsync(new() { WaitUntil = WaitUntilState.Commit });
        return await Probe.DrawnAsync(page, Usable);
    }

    /// <summary>The JavaScript that comes over the network until the page has loaded all that it loads by itself.</summary>
    public async Task<Transfer> TransferAsync(Chromium chromium, Uri dashboard)
    {
        await using IBrowserContext context = await chromium.VisitorAsync(Profile);
        IPage page = await context.NewPageAsync();
        ConcurrentDictionary<string, IRequest> scripts = [];
        // What is asked for twice comes from the browser's cache the second time.
        page.RequestFinished += (_, request) =>
        {
            if (Path.GetExtension(new Uri(request.Url).AbsolutePath) == ".js")
                scripts.TryAdd(request.Url, request);
        };
        await page.GotoAsync(dashboard.ToString());
        await Probe.DrawnAsync(page, Usable);
        await Task.Delay(Settling);
        Transfer transfer = new(0, 0, 0);
        foreach ((string address, IRequest request) in scripts)
            transfer += new Transfer(1, await PackedAsync(new Uri(address)), (await request.SizesAsync()).ResponseBodySize);
        return transfer;
    }

    // The browser takes a better packing than gzip where it is offered one: this asks for gzip alone.
    private static async Task<long> PackedAsync(Uri script)
    {
        using HttpClient http = new() { DefaultRequestHeaders = { AcceptEncoding = { new StringWithQualityHeaderValue("gzip") } } };
        return (await http.GetByteArrayAsync(script)).LongLength;
    }
}
