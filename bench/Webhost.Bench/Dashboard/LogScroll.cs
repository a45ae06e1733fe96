using System.Globalization;
using Microsoft.Playwright;

namespace Webhost.Bench.Dashboard;

/// <summary>An agent's log of 10,000 lines, all of them there, that is scrolled.</summary>
internal sealed class LogScroll(IPage page, Uri dashboard, string agentId)
{
    private const string Box = "main [role=listbox]";

    // A wheel that is turned quickly, and a bar that is drawn over the whole log within seconds.
    private const int WheelPixels = 120;
    private const int PixelsOfWheelFrame = 60;
    private const int PixelsOfBarFrame = 900;

    private const int MostIdle = 5;

    // Goes to the oldest line that is there, and tells how many there are once more have come, or after some seconds without.
    private const string ToTop = """
        async ([box, before]) => {
          const frame = () => new Promise(requestAnimationFrame);
          const count = () => Number(document.querySelector(box + ' [role=option]')?.getAttribute('aria-setsize') ?? 0);
          const element = document.querySelector(box);
          element.scrollTop = 600;
          await frame();
          await frame();
          element.scrollTop = 0;
          for (let waited = 0; waited < 240 && count() <= before; waited++) await frame();
          return count();
        }
        """;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(6);

    /// <summary>The frames of a page at rest, and of one whose log is scrolled in different ways.</summary>
    public async Task<IReadOnlyList<Scrolled>> MeasureAsync()
    {
        await page.GotoAsync(new Uri(dashboard, $"/agents/{agentId}/logs").ToString());
        await LoadAllAsync();
        return
        [
            new("at rest", await Probe.ScrollAsync(page, Box, 0, Duration)),
            new("turned by wheel", await WheelAsync()),
            new("60 px a frame", await Probe.ScrollAsync(page, Box, PixelsOfWheelFrame, Duration)),
            new("900 px a frame", await Probe.ScrollAsync(page, Box, PixelsOfBarFrame, Duration)),
        ];
    }

    /// <summary>How many lines were there to scroll.</summary>
    public int Lines { get; private set; }

    // Older lines come as one gets near the oldest that is there.
    private async Task LoadAllAsync()
    {
        await page.Locator($"{Box} [role=option]").First.WaitForAsync();
        for (int idle = 0; Lines < ChattyAgent.Lines && idle < MostIdle;)
        {
            int there = await page.EvaluateAsync<int>(ToTop, (object[])[Box, Lines]);
            idle = there > Lines ? 0 : idle + 1;
            Lines = there;
        }
    }

    private async Task<IReadOnlyList<Frame>> WheelAsync()
    {
        await page.HoverAsync(Box);
        Task<IReadOnlyList<Frame>> watching = Probe.ScrollAsync(page, Box, 0, Duration);
        for (int turn = 0; !watching.IsCompleted; turn++)
            await page.Mouse.WheelAsync(0, turn % 400 < 200 ? -WheelPixels : WheelPixels);
        return await watching;
    }
}

/// <summary>How a page moved.</summary>
/// <param name="Name">In which way it was scrolled.</param>
/// <param name="Frames">Its frames.</param>
internal sealed record Scrolled(string Name, IReadOnlyList<Frame> Frames)
{
    /// <summary>The heading above lines of this.</summary>
    public static string Head => $"{"",-30}{"frames/s",10}{"p50 ms",10}{"p95 ms",10}{"worst ms",10}{"blank",10}";

    /// <summary>Milliseconds from frame to frame, in order of length.</summary>
    private double[] Lengths => [.. Frames.Zip(Frames.Skip(1), (one, next) => next.At - one.At).Order()];

    public double PerSecond => 1000 / Lengths.Average();

    /// <summary>A line of the table.</summary>
    public string Line
    {
        get
        {
            double[] lengths = Lengths;
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{Name,-30}{PerSecond,10:F1}{lengths[lengths.Length / 2],10:F1}{lengths[(int)(0.95 * (lengths.Length - 1))],10:F1}{lengths[^1],10:F1}{Frames.Count(frame => frame.Blank),10}");
        }
    }
}
