using Webhost.Local.LemonSqueezy.Records;

namespace Webhost.Local.LemonSqueezy.Billing;

/// <summary>The cards that the sandbox knows, with the numbers that payment providers use for tests.</summary>
/// <param name="Number">Digits only.</param>
/// <param name="Brand">Lower case.</param>
/// <param name="Says">What it does, for the list on the pages.</param>
internal sealed record TestCard(string Number, string Brand, string Says)
{
    public static readonly IReadOnlyList<TestCard> All =
    [
        new("4242424242424242", "visa", "is charged"),
        new("5555555555554444", "mastercard", "is charged"),
        new("378282246310005", "amex", "is charged"),
        new("4000002760003184", "visa", "is charged once the bank's question is answered") { AsksBank = true },
        new("4000000000000341", "visa", "is accepted, but every charge to it is declined") { DeclinesCharges = true },
        new("4000000000009995", "visa", "is declined: insufficient funds") { Refusal = "Your card has insufficient funds." },
        new("4000000000000002", "visa", "is declined") { Refusal = "Your card was declined." },
    ];

    /// <summary>Why it isn't even accepted.</summary>
    public string? Refusal { get; init; }

    public bool AsksBank { get; init; }

    public bool DeclinesCharges { get; init; }

    /// <summary>Grouped as on a card.</summary>
    public string Grouped => Number.Length == 15
        ? $"{Number[..4]} {Number[4..10]} {Number[10..]}"
        : string.Join(' ', Number.Chunk(4).Select(group => new string(group)));

    public Card Card => new() { Brand = Brand, LastFour = Number[^4..], Declines = DeclinesCharges };

    /// <summary>The card with a number as somebody typed it; null for none that is known.</summary>
    public static TestCard? Find(string typed)
    {
        var digits = string.Concat(typed.Where(char.IsAsciiDigit));
        return All.FirstOrDefault(card => string.Equals(card.Number, digits, StringComparison.Ordinal));
    }
}
