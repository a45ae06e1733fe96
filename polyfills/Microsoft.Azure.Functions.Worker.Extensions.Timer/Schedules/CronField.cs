using System.Globalization;
using System.Numerics;

namespace Microsoft.Azure.Functions.Worker.Schedules;

/// <summary>One field of a cron expression as a set of the values 0 to 63.</summary>
internal readonly record struct CronField(ulong Values)
{
    /// <summary>How many values the set has.</summary>
    public int Count => BitOperations.PopCount(Values);

    /// <summary>Whether the value is in the set.</summary>
    public bool Contains(int value) => (Values >> value & 1) != 0;

    /// <summary>The first value of the set from <paramref name="value"/> on, or -1.</summary>
    public int FirstFrom(int value)
    {
        ulong rest = value > 63 ? 0 : Values >> value << value;
        return rest == 0 ? -1 : BitOperations.TrailingZeroCount(rest);
    }

    /// <summary>Reads a list of values, ranges, <c>*</c> and steps; throws <see cref="FormatException"/> that names the field.</summary>
    /// <param name="text">The field.</param>
    /// <param name="name">What the field is called in a message.</param>
    /// <param name="minimum">The least value.</param>
    /// <param name="maximum">The greatest value.</param>
    /// <param name="names">Names of three letters for the values from the least on.</param>
    public static CronField Parse(string text, string name, int minimum, int maximum, IReadOnlyList<string>? names = null)
    {
        ulong values = 0;
        foreach (string item in text.Split(','))
            values |= ParseItem(item);
        return new(values);

        ulong ParseItem(string item)
        {
            string[] parts = item.Split('/');
            int step = parts.Length == 1 ? 1 : Number(parts[1]);
            if (parts.Length > 2 || step < 1)
                throw Malformed($"'{item}' is not a step");
            (int first, int last) = ParseRange(parts[0], openEnded: parts.Length == 2);
            ulong range = 0;
            for (int value = first; value <= last; value += step)
                range |= 1UL << value;
            return range;
        }

        (int First, int Last) ParseRange(string range, bool openEnded)
        {
            if (range is "*" or "?")
                return (minimum, maximum);
            string[] ends = range.Split('-');
            int first = Value(ends[0]);
            int last = ends.Length switch
            {
                1 => openEnded ? maximum : first,
                2 => Value(ends[1]),
                _ => throw Malformed($"'{range}' is not a range"),
            };
            return first <= last ? (first, last) : throw Malformed($"the range '{range}' ends before it begins");
        }

        int Value(string value)
        {
            int named = names is null ? -1 : FindName(value);
            int number = named >= 0 ? named + minimum : Number(value);
            return number >= minimum && number <= maximum ? number : throw Malformed($"{number} is not from {minimum} to {maximum}");
        }

        int FindName(string value)
        {
            for (int index = 0; index < names.Count; index++)
            {
                if (value.Length >= 3 && value.StartsWith(names[index], StringComparison.OrdinalIgnoreCase))
                    return index;
            }

            return -1;
        }

        int Number(string value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw Malformed($"'{value}' is not a number");

        FormatException Malformed(string problem) => new($"in the field of the {name}, {problem}.");
    }
}
