using System.Globalization;

namespace Webhost.Local.Output;

/// <summary>Where the stack writes: one line at a time, each with the time and the service it is from.</summary>
internal sealed class Terminal(TextWriter output, TextWriter errors, bool colours, TimeProvider time)
{
    private const int NameWidth = 15;
    private static readonly int[] Palette = [36, 35, 34, 33, 32, 96, 95, 94];

    private readonly Lock _writing = new();
    private readonly Dictionary<string, int> _colours = new(StringComparer.Ordinal);

    /// <summary>This process's terminal; coloured when it is one and <c>NO_COLOR</c> is not set.</summary>
    public static Terminal ForConsole()
    {
        var colours = !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        return new Terminal(Console.Out, Console.Error, colours, TimeProvider.System);
    }

    /// <summary>A line of a service.</summary>
    public void Line(string service, string text)
    {
        var clock = time.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        lock (_writing)
        {
            if (!_colours.TryGetValue(service, out var colour))
                _colours[service] = colour = Palette[_colours.Count % Palette.Length];
            output.WriteLine($"{Paint(2, clock)}  {Paint(colour, service.PadRight(NameWidth))} {text}");
        }
    }

    /// <summary>A line of the stack itself.</summary>
    public void Say(string text) => Line("webhost", text);

    /// <summary>The line that says that everything runs.</summary>
    public void Ready(string text)
    {
        lock (_writing)
            output.WriteLine($"{Paint(32, "ready")}  {text}");
    }

    /// <summary>Why the stack can't go on.</summary>
    public void Error(string text)
    {
        lock (_writing)
            errors.WriteLine($"{Paint(31, "error")}  {text}");
    }

    private string Paint(int colour, string text) => colours ? $"\e[{colour}m{text}\e[0m" : text;
}
