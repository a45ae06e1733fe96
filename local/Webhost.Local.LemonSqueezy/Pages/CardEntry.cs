using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Webhost.Local.LemonSqueezy.Billing;

namespace Webhost.Local.LemonSqueezy.Pages;

/// <summary>The card in a form.</summary>
internal static partial class CardEntry
{
    public const string Number = "card-number";
    public const string Expiry = "card-expiry";
    public const string Code = "card-code";

    private const int CenturyStart = 2000;

    private static readonly FormField NumberField = new(Number, "Card number") { AutoComplete = "cc-number", InputMode = "numeric", Longest = 23, Placeholder = "4242 4242 4242 4242" };
    private static readonly FormField ExpiryField = new(Expiry, "Expiry date") { AutoComplete = "cc-exp", InputMode = "numeric", Longest = 7, Placeholder = "MM / YY" };
    private static readonly FormField CodeField = new(Code, "Security code") { AutoComplete = "cc-csc", InputMode = "numeric", Longest = 4, Placeholder = "CVC" };

    /// <summary>The card that was entered; what is wrong with it is added to the problems.</summary>
    public static TestCard? Read(IFormCollection form, DateTimeOffset now, Dictionary<string, string> problems)
    {
        var number = form.Text(Number);
        var card = TestCard.Find(number);
        if (card is null)
            problems[Number] = PassesCheck(number) ? "No real cards in test mode: use one of the test cards." : "Enter the number of the card.";
        if (!IsInTheFuture(form.Text(Expiry), now))
            problems[Expiry] = "Enter a month that has not passed, such as 12 / 49.";
        if (form.Text(Code) is not { Length: 3 or 4 } code || !code.All(char.IsAsciiDigit))
            problems[Code] = "Enter the 3 or 4 digits on the card.";
        return card;
    }

    /// <summary>The inputs of a card. What was entered is never shown again.</summary>
    public static Html Fields(IReadOnlyDictionary<string, string> problems) => Html.Of($"""
        {PageShell.Field(NumberField, problems.GetValueOrDefault(Number))}
        <div class="pair">
        {PageShell.Field(ExpiryField, problems.GetValueOrDefault(Expiry))}
        {PageShell.Field(CodeField, problems.GetValueOrDefault(Code))}
        </div>
        """);

    /// <summary>The cards that can be used.</summary>
    public static Html TestCards() => Html.Of($"""
        <details class="cards">
        <summary>Test cards</summary>
        <p class="hint">Any expiry date in the future and any security code will do.</p>
        <ul>{TestCard.All.Select(card => Html.Of($"""<li><code>{card.Grouped}</code> <span>{card.Says}</span></li>"""))}</ul>
        </details>
        """);

    private static bool IsInTheFuture(string text, DateTimeOffset now)
    {
        var parts = MonthAndYear().Match(text);
        if (!parts.Success)
            return false;
        var month = int.Parse(parts.Groups["month"].Value, CultureInfo.InvariantCulture);
        var year = int.Parse(parts.Groups["year"].Value, CultureInfo.InvariantCulture);
        if (month is < 1 or > 12)
            return false;
        // A card holds to the end of its month.
        return new DateTimeOffset(year < CenturyStart ? CenturyStart + year : year, month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1) > now;
    }

    /// <summary>Whether a number could be a card's (Luhn).</summary>
    private static bool PassesCheck(string number)
    {
        var digits = number.Where(char.IsAsciiDigit).Select(digit => digit - '0').Reverse().ToList();
        var sum = digits.Select((digit, index) => index % 2 == 0 ? digit : digit < 5 ? digit * 2 : (digit * 2) - 9).Sum();
        return digits.Count is >= 13 and <= 19 && sum % 10 == 0;
    }

    [GeneratedRegex(@"\A(?<month>\d{1,2}) ?/ ?(?:20)?(?<year>\d{2})\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MonthAndYear();
}
