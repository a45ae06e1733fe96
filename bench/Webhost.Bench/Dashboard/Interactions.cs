using System.Globalization;
using Microsoft.Playwright;
using Webhost.Bench.Measuring;

namespace Webhost.Bench.Dashboard;

/// <summary>What somebody does in the dashboard, each from its click or key until the result is drawn, with its data.</summary>
internal sealed class Interactions(IPage page, string agentId)
{
    private const int Rounds = 6;
    private const string ChosenLine = "section[aria-label='Chosen line']";
    private const string Dialog = "[role=dialog]";
    private const string LogFilter = "input[placeholder='Text in the message']";

    private static readonly (string Path, string Heading)[] Pages =
        [("/usage", "Usage & limits"), ("/billing", "Billing"), ("/api-keys", "API keys"), ("/audit", "Audit"), ("/account", "Account"), ("/", "Overview"), ("/agents", "Agents")];

    private readonly List<(string Path, double Milliseconds)> _firstPages = [];
    private readonly List<(string Path, double Milliseconds)> _pages = [];
    private readonly List<(string Name, double Milliseconds)> _inputs = [];

    /// <summary>The figures of pages that are opened for the first time, of pages that are opened again, and of everything else. The page has to show the overview.</summary>
    public async Task<IReadOnlyList<Series>> MeasureAsync(CancellationToken cancellationToken)
    {
        for (int round = 0; round < Rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            List<(string, double)> opened = round == 0 ? _firstPages : _pages;
            foreach ((string path, string heading) in Pages)
                opened.Add((path, await ClickAsync($"#navigation a[href='{path}']", Page("main h1", heading))));
            await SearchAgentsAsync();
            await OpenAgentAsync(opened);
            await ChangeThemeAsync();
        }

        return [Of("page opened, first time", TimesOf(_firstPages)), Of("page opened, again", TimesOf(_pages)), Of("key, line, dialog, theme", TimesOf(_inputs))];
    }

    /// <summary>The pages that took longest to open, and what took longest on them, each with its median, the slowest first.</summary>
    public string Slowest(int count)
    {
        return $"Slowest pages, first time: {Most(_firstPages)}; again: {Most(_pages)}; on a page: {Most(_inputs)}.";

        string Most(IEnumerable<(string Name, double Milliseconds)> taken) => string.Join(", ", taken
            .GroupBy(each => each.Name)
            .Select(page => Of(page.Key, TimesOf(page)))
            .OrderByDescending(page => page.Percentile(0.5))
            .Take(count)
            .Select(page => string.Create(CultureInfo.InvariantCulture, $"{page.Name} {page.Percentile(0.5) / 1000:F0} ms")));
    }

    private async Task OpenAgentAsync(List<(string Path, double Milliseconds)> opened)
    {
        opened.Add(("an agent", await ClickAsync($"ul[aria-label=Agents] a[href='/agents/{agentId}']", Page("main h2", "Requests, last 24 hours"))));
        opened.Add(await TabAsync("deployments", "Deployments"));
        opened.Add(await TabAsync("playground", "Playground"));
        await page.FocusAsync("main textarea");
        _inputs.Add(("a prompt's letter", await KeyAsync("h", new("main textarea") { Holds = "h" })));
        opened.Add(await TabAsync("sessions", "Sessions"));
        opened.Add(await TabAsync("logs", "Logs"));
        await LookAtLogAsync();
        opened.Add(await TabAsync("metrics", "Requests and errors"));
        opened.Add(await TabAsync("environment", "Secrets"));
        await BeginSecretAsync();
        opened.Add(await TabAsync("api-keys", "How a key is used"));
        opened.Add(await TabAsync("settings", "General"));
    }

    private async Task SearchAgentsAsync()
    {
        await page.FocusAsync("main input[type=search]");
        _inputs.Add(("a search's letter", await KeyAsync("w", new("ul[aria-label=Agents] li", "weather-watch") { Gone = $"ul[aria-label=Agents] a[href='/agents/{agentId}']" })));
        _inputs.Add(("a search taken back", await KeyAsync("Backspace", new($"ul[aria-label=Agents] a[href='/agents/{agentId}']"))));
    }

    private async Task LookAtLogAsync()
    {
        _inputs.Add(("a log line opened", await ClickAsync("main [role=option] >> nth=9", new(ChosenLine))));
        _inputs.Add(("a log line closed", await ClickAsync("button[aria-label='Close line']", new("main h2", "Logs") { Gone = ChosenLine })));
        await page.FocusAsync(LogFilter);
        _inputs.Add(("a filter's letter", await KeyAsync("o", new(LogFilter) { Holds = "o" })));
        _inputs.Add(("a filter taken back", await KeyAsync("Backspace", new(LogFilter) { Holds = "" })));
    }

    private async Task BeginSecretAsync()
    {
        _inputs.Add(("a secret's dialog", await ClickAsync("main button:has-text('Add a secret')", new(Dialog))));
        await page.FocusAsync($"{Dialog} input >> nth=0");
        _inputs.Add(("a secret's letter", await KeyAsync("A", new($"{Dialog} input") { Holds = "A" })));
        _inputs.Add(("a dialog closed", await KeyAsync("Escape", new("main h2", "Secrets") { Gone = Dialog })));
    }

    private async Task ChangeThemeAsync()
    {
        foreach (string theme in (string[])["light", "dark", "system"])
            _inputs.Add(("the theme", await ClickAsync("#navigation button[aria-label^='Theme:']", new($"#navigation button[aria-label^='Theme: {theme}']"))));
    }

    private async Task<(string Path, double Milliseconds)> TabAsync(string path, string heading) =>
        (path, await ClickAsync($"nav[aria-label=Agent] a[href='/agents/{agentId}/{path}']", Page("main h2", heading)));

    private Task<double> ClickAsync(string selector, Wanted wanted) => Probe.TimeAsync(page, "click", wanted, () => page.ClickAsync(selector));

    private Task<double> KeyAsync(string key, Wanted wanted) => Probe.TimeAsync(page, "keydown", wanted, () => page.Keyboard.PressAsync(key));

    private static Wanted Page(string seen, string says) => new(seen, says) { Gone = Wanted.Skeleton };

    private static IEnumerable<double> TimesOf(IEnumerable<(string Name, double Milliseconds)> taken) => taken.Select(each => each.Milliseconds);

    private static Series Of(string name, IEnumerable<double> milliseconds) => new(name, milliseconds.Select(value => value * 1000));
}
