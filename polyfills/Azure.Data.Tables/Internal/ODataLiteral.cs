using System.Globalization;
using System.Text;

namespace Azure.Data.Tables.Internal;

/// <summary>Values as literals of the service's filter language.</summary>
internal static class ODataLiteral
{
    /// <summary>A filter from an interpolated string, each value quoted and escaped.</summary>
    public static string? Filter(FormattableString? filter)
    {
        if (filter is null)
            return null;
        var literals = new object[filter.ArgumentCount];
        for (var index = 0; index < literals.Length; index++)
            literals[index] = Of(filter.GetArgument(index));
        return string.Format(CultureInfo.InvariantCulture, filter.Format, literals);
    }

    /// <exception cref="ArgumentException">There is no literal for the value's type.</exception>
    public static string Of(object? value) => value switch
    {
        null => "null",
        string text => Quoted(text),
        char character => Quoted(character.ToString()),
        StringBuilder text => Quoted(text.ToString()),
        bool truth => truth ? "true" : "false",
        long number => number.ToString(CultureInfo.InvariantCulture) + "L",
        ulong number => number.ToString(CultureInfo.InvariantCulture) + "L",
        double number => Number(number),
        float number => Number(number),
        sbyte or byte or short or ushort or int or uint or decimal => ((IFormattable)value).ToString(format: null, CultureInfo.InvariantCulture),
        Guid guid => $"guid'{guid:D}'",
        DateTimeOffset time => Time(time.UtcDateTime),
        DateTime time => Time(time.ToUniversalTime()),
        byte[] bytes => $"X'{Convert.ToHexStringLower(bytes)}'",
        BinaryData data => $"X'{Convert.ToHexStringLower(data.ToMemory().Span)}'",
        _ => throw new ArgumentException($"A value of type {value.GetType()} cannot stand in a filter.", nameof(value)),
    };

    private static string Quoted(string text) => string.Concat("'", text.Replace("'", "''", StringComparison.Ordinal), "'");

    private static string Time(DateTime utc) => $"datetime'{utc.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", CultureInfo.InvariantCulture)}'";

    // A fraction keeps the service from reading a whole number as an Edm.Int32.
    private static string Number(double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        return double.IsInteger(number) && !text.Contains('E', StringComparison.Ordinal) ? text + ".0" : text;
    }
}
