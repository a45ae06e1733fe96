using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Webhost.Providers.Cloudflare.Building;

/// <summary>
/// Which file and line of the customer's each place of a bundle comes from, so that errors can name them. It goes with the bundle as a module that gives it to the shim
/// (<c>shim-worker/src/source-lines.ts</c>), which reads it when the first error is written. Of packages only the file is known: their lines would make most of it.
/// </summary>
internal sealed partial class SourceLines
{
    /// <summary>The module's name.</summary>
    public const string FileName = "source-lines.js";

    private const string Before = "import { bindSourceLines } from \"./shim.js\";\nbindSourceLines(";
    private const string After = ");\n";
    private const int NumbersOfPlace = 3;
    private const int NoFile = -1;

    // Of a bundle that somebody made of very much code, the files have to do.
    private const int MaximumPlaces = 100_000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Table table;

    private SourceLines(Table table) => this.table = table;

    /// <summary>The module for a bundle.</summary>
    /// <param name="map">The bundler's source map.</param>
    /// <param name="show">A file as the customer knows it; null for one that is none of theirs.</param>
    public static byte[] Create(SourceMap map, Func<string, string?> show)
    {
        var names = map.Files.Select(show).ToList();
        var collected = Collect(map, names, withLines: true);
        if (collected.Places > MaximumPlaces)
        {
            collected = Collect(map, names, withLines: false);
        }

        // As a text it costs nothing to load.
        return Encoding.UTF8.GetBytes($"{Before}{JsonSerializer.Serialize(JsonSerializer.Serialize(collected, Json), Json)}{After}");
    }

    /// <summary>Reads a module that <see cref="Create"/> made; null when it is none.</summary>
    public static SourceLines? Read(ReadOnlySpan<byte> module)
    {
        var text = Encoding.UTF8.GetString(module);
        return text.StartsWith(Before, StringComparison.Ordinal) && text.EndsWith(After, StringComparison.Ordinal)
            && JsonSerializer.Deserialize<string>(text[Before.Length..^After.Length]) is { } json && JsonSerializer.Deserialize<Table>(json, Json) is { } read
            ? new SourceLines(read)
            : null;
    }

    /// <summary>A text in which places of the bundle (<c>agent.js:2:210</c>) are those that they come from (<c>src/index.ts:12</c>).</summary>
    public string Explain(string text) => BundlePlace().Replace(text, place =>
        Find(int.Parse(place.Groups["line"].ValueSpan), int.Parse(place.Groups["column"].ValueSpan)) ?? place.Value);

    private static Table Collect(SourceMap map, List<string?> names, bool withLines)
    {
        var files = new List<string>();
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var lines = new SortedDictionary<int, List<int>>();
        foreach (var place in map.Places)
        {
            var name = names[place.File];
            var (file, fileLine) = (NoFile, 0);
            if (name is not null)
            {
                if (!numbers.TryGetValue(name, out file))
                {
                    numbers[name] = file = files.Count;
                    files.Add(name);
                }

                fileLine = withLines && !name.Contains("node_modules/", StringComparison.Ordinal) ? place.FileLine + 1 : 0;
            }

            if (!lines.TryGetValue(place.Line + 1, out var places))
            {
                lines[place.Line + 1] = places = [];
            }

            if (places.Count == 0 || places[^2] != file || places[^1] != fileLine)
            {
                places.AddRange([place.Column + 1, file, fileLine]);
            }
        }

        return new Table(files, lines);
    }

    // The last place at or before this one, of its line.
    private string? Find(int line, int column)
    {
        if (!table.Lines.TryGetValue(line, out var places))
        {
            return null;
        }

        var (first, end) = (0, places.Count / NumbersOfPlace);
        while (first < end)
        {
            var middle = (first + end) / 2;
            (first, end) = places[middle * NumbersOfPlace] <= column ? (middle + 1, end) : (first, middle);
        }

        if (first == 0)
        {
            return null;
        }

        var found = (first - 1) * NumbersOfPlace;
        return (places[found + 1], places[found + 2]) switch
        {
            (NoFile, _) => null,
            (var file, 0) => table.Files[file],
            var (file, fileLine) => $"{table.Files[file]}:{fileLine}",
        };
    }

    [GeneratedRegex(@"\bagent\.js:(?<line>\d{1,9}):(?<column>\d{1,9})", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BundlePlace();

    /// <param name="Files">The files' names.</param>
    /// <param name="Lines">For each line of the bundle its places: the column, the number of the file or -1, and the line there or 0, of each.</param>
    private sealed record Table(IReadOnlyList<string> Files, SortedDictionary<int, List<int>> Lines)
    {
        [JsonIgnore]
        public int Places => Lines.Values.Sum(places => places.Count) / NumbersOfPlace;
    }
}
