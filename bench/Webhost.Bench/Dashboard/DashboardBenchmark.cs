using System.Globalization;
using Microsoft.Playwright;
using Webhost.Bench.Measuring;
using Webhost.Bench.Stack;

namespace Webhost.Bench.Dashboard;

/// <summary>The dashboard in a real browser before a real stack: what it loads, how soon it can be used, how soon it reacts, and how a long log scrolls.</summary>
internal sealed class DashboardBenchmark : IBenchmark
{
    private const int Rounds = 7;
    private const double AllowedKilobytes = 150;
    private const double AllowedToBeUsable = 1_000;
    private const double AllowedToReact = 100;
    private const double WantedFramesPerSecond = 60;

    // A screen's frames are as long as they are: one that is counted 1 % short of the goal is at the goal.
    private const double Tolerance = 1.01;

    public string Name => "dashboard";

    public string Description => "the dashboard in Chromium: its JavaScript, its first page, its reactions, and a log of 10,000 lines";

    public async Task<Report> RunAsync(CancellationToken cancellationToken)
    {
        await using LocalStack stack = await LocalStack.StartAsync(LocalStack.NewSettings(), cancellationToken);
        await using Chromium chromium = await Chromium.StartAsync();
        Profile profile = await Profile.SignUpAsync(chromium, stack.Dashboard);
        using ApiClient api = new(stack.ControlPlane, profile.AccessToken);
        string agentId = await ChattyAgent.CreateAsync(api, cancellationToken);
        await stack.SettleAsync(cancellationToken);

        Wanted overview = new($"main a[href='/agents/{agentId}']") { Gone = Wanted.Skeleton };
        Visit[] visits =
        [
            new("signed out", Profile: null, new("main h1")),
            new("signed in, the tab has tokens", profile, overview),
            new("signed in, a new tab", profile with { Tab = null }, overview),
            new("signed in, loaded again", profile, overview, Again: true),
        ];
        List<(Visit Visit, Transfer Transfer)> transfers = [];
        foreach (Visit visit in visits.Where(visit => !visit.Again))
            transfers.Add((visit, await visit.TransferAsync(chromium, stack.Dashboard)));
        Series[] loads = await LoadAsync(visits, chromium, stack.Dashboard, cancellationToken);

        await using IBrowserContext context = await chromium.VisitorAsync(profile);
        IPage page = await context.NewPageAsync();
        await page.GotoAsync(stack.Dashboard.ToString());
        await Probe.DrawnAsync(page, overview);
        Interactions interactions = new(page, agentId);
        IReadOnlyList<Series> reactions = await interactions.MeasureAsync(cancellationToken);
        double[] slow = await Probe.SlowInputsAsync(page);
        LogScroll log = new(page, stack.Dashboard, agentId);
        IReadOnlyList<Scrolled> scrolled = await log.MeasureAsync();

        return new(
            [
                new Table($"dashboard: from the navigation until the page can be used and is drawn, {Rounds} times each, with an empty cache unless loaded again", loads) { Milliseconds = true },
                new Table("dashboard: from a click or key until its result is drawn, with its data", reactions) { Milliseconds = true },
            ],
            [
                .. transfers.Select(each => new Budget($"JavaScript of the first page, {each.Visit.Name}, gzip", each.Transfer.Kilobytes, AllowedKilobytes, "KB")),
                .. loads.Select(each => new Budget($"first page, {each.Name}, p50", each.Percentile(0.5) / 1000, AllowedToBeUsable, "ms")),
                .. reactions.Select(each => new Budget($"{each.Name}, p50", each.Percentile(0.5) / 1000, AllowedToReact, "ms")),
                .. reactions.Select(each => new Budget($"{each.Name}, p95", each.Percentile(0.95) / 1000, AllowedToReact, "ms")),
                .. scrolled.Skip(1).Select(each => new Budget($"log, {each.Name}, a frame on average", 1000 / each.PerSecond, 1000 / WantedFramesPerSecond * Tolerance, "ms")),
            ])
        {
            Title = string.Create(CultureInfo.InvariantCulture, $"dashboard: a log of {log.Lines:N0} lines, scrolled up and down"),
            Lines = [Scrolled.Head, .. scrolled.Select(each => each.Line)],
            Notes =
            [
                $"Chromium {chromium.Version} without a graphics card. What the page at rest reaches is the most that can be reached here.",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Event Timing: {slow.Length} clicks and keys took more than a frame until the next paint, the slowest {slow.DefaultIfEmpty().Max():F0} ms."),
                interactions.Slowest(4),
                .. transfers.Select(each => string.Create(
                    CultureInfo.InvariantCulture, $"{each.Visit.Name}: {each.Transfer.Files} files of JavaScript, {each.Transfer.KilobytesHere:F1} KB as they came to this browser (Brotli).")),
            ],
        };
    }

    private static async Task<Series[]> LoadAsync(IReadOnlyList<Visit> visits, Chromium chromium, Uri dashboard, CancellationToken cancellationToken)
    {
        List<double>[] milliseconds = [.. visits.Select(_ => new List<double>(Rounds))];
        // The first round is the warm-up.
        for (int round = -1; round < Rounds; round++)
        {
            for (int index = 0; index < visits.Count; index++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                double taken = await visits[index].TimeAsync(chromium, dashboard);
                if (round >= 0)
                    milliseconds[index].Add(taken);
            }
        }

        return [.. visits.Select((visit, index) => new Series(visit.Name, milliseconds[index].Select(value => value * 1000)))];
    }
}
