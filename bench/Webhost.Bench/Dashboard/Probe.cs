using System.Text.Json;
using Microsoft.Playwright;

namespace Webhost.Bench.Dashboard;

/// <summary>Takes times inside a page (<c>probe.js</c>), so that the way from here into the browser is in no figure.</summary>
internal static class Probe
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly string Source = Read();

    /// <summary>Adds the probe to the pages that a context opens from now on.</summary>
    public static Task AddAsync(IBrowserContext context) => context.AddInitScriptAsync(Source);

    /// <summary>The milliseconds from the start of the navigation until the page is as wanted, and drawn.</summary>
    public static Task<double> DrawnAsync(IPage page, Wanted wanted) => page.EvaluateAsync<double>("wanted => probe.drawn(JSON.parse(wanted))", Text(wanted));

    /// <summary>The milliseconds from an input, as the browser took it, until the page is as wanted, and drawn.</summary>
    /// <param name="page">The page.</param>
    /// <param name="input">The event: <c>click</c> or <c>keydown</c>.</param>
    /// <param name="wanted">What it has to lead to.</param>
    /// <param name="act">Makes the input.</param>
    public static async Task<double> TimeAsync(IPage page, string input, Wanted wanted, Func<Task> act)
    {
        await page.EvaluateAsync("([input, wanted]) => probe.arm(input, JSON.parse(wanted))", (string[])[input, Text(wanted)]);
        await act();
        return await page.EvaluateAsync<double>("() => probe.result()");
    }

    /// <summary>The durations of clicks and keys that took more than a frame, in milliseconds, as the browser took them (Event Timing).</summary>
    public static Task<double[]> SlowInputsAsync(IPage page) => page.EvaluateAsync<double[]>("() => probe.slow()");

    /// <summary>Scrolls an element and watches its frames; without a distance it only watches.</summary>
    public static async Task<IReadOnlyList<Frame>> ScrollAsync(IPage page, string box, int pixelsPerFrame, TimeSpan duration)
    {
        JsonElement frames = await page.EvaluateAsync<JsonElement>(
            "([box, perFrame, milliseconds]) => probe.scroll(box, perFrame, milliseconds)", (object[])[box, pixelsPerFrame, duration.TotalMilliseconds]);
        return frames.Deserialize<Frame[]>(Json)!;
    }

    private static string Text(Wanted wanted) => JsonSerializer.Serialize(wanted, Json);

    private static string Read()
    {
        using StreamReader reader = new(typeof(Probe).Assembly.GetManifestResourceStream("probe.js")!);
        return reader.ReadToEnd();
    }
}
