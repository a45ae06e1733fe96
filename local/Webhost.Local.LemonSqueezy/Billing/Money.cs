using System.Globalization;

namespace Webhost.Local.LemonSqueezy.Billing;

/// <summary>Amounts of US cents as people read them.</summary>
internal static class Money
{
    private const decimal Cents = 100m;

    public static string Format(long cents) => string.Create(CultureInfo.InvariantCulture, $"{(cents < 0 ? "-" : "")}${Math.Abs(cents) / Cents:N2}");
}
