using System.Globalization;
using System.Numerics;

namespace Webhost.Cli.Shell;

/// <summary>US dollars for people: with cents, and with what is below them where there is any.</summary>
internal static class Dollars
{
    /// <summary>An amount with its sign: <c>$0.0012</c>.</summary>
    public static string Of<T>(T usd) where T : INumber<T> => $"${Bare(usd)}";

    /// <summary>An amount below a heading that says what it is in.</summary>
    public static string Bare<T>(T usd) where T : INumber<T> => usd.ToString("0.00####", CultureInfo.InvariantCulture);
}
