using Microsoft.Playwright;

namespace Webhost.Bench.Dashboard;

/// <summary>A real browser; each visitor has a profile of its own, with an empty cache.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private const int Patience = 60_000;
    private static readonly string[] Executables = ["/usr/bin/chromium", "/usr/bin/google-chrome"];

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Chromium(IPlaywright playwright, IBrowser browser)
    {
        _playwright = playwright;
        _browser = browser;
    }

    public string Version => _browser.Version;

    public static async Task<Chromium> StartAsync()
    {
        string executable = Array.Find(Executables, File.Exists) ?? throw new InvalidOperationException("The dashboard's benchmark needs Chromium: apt-get install chromium.");
        IPlaywright playwright = await Playwright.CreateAsync();
        try
        {
            return new(playwright, await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = executable,
                // No graphics card is asked for: what is measured is drawn by the processor alone, on every machine.
                Args =
                [
                    // A new window loads hundreds of modules of the browser's own address bar, for half a second in which the page has to share the processor: people's windows are open already.
                    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup",
                    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                ],
            }));
        }
        catch
        {
            playwright.Dispose();
            throw;
        }
    }

    /// <summary>Somebody who comes with what a profile holds; with nothing when it is null.</summary>
    public async Task<IBrowserContext> VisitorAsync(Profile? profile = null)
    {
        IBrowserContext context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = 1440, Height = 900 },
            Locale = "en-GB",
            StorageState = profile?.Storage,
        });
        context.SetDefaultTimeout(Patience);
        await Probe.AddAsync(context);
        if (profile?.TabScript is { } script)
            await context.AddInitScriptAsync(script);
        return context;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
