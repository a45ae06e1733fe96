using System.Net.Mail;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Webhost.Local.LemonSqueezy.Billing;
using Webhost.Local.LemonSqueezy.Records;

namespace Webhost.Local.LemonSqueezy.Pages;

/// <summary>What stands in the payment form.</summary>
internal sealed record CheckoutEntry
{
    private const int LongestEmail = 254;
    private const int LongestName = 100;
    private const int LongestToken = 64;

    /// <summary>Tells one submission from another.</summary>
    public required string Token { get; init; }

    public string Email { get; init; } = "";

    public string Name { get; init; } = "";

    public TestCard? Card { get; init; }

    /// <summary>What is wrong, by input.</summary>
    public IReadOnlyDictionary<string, string> Problems { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What is wrong with the whole.</summary>
    public string? Message { get; init; }

    /// <summary>A fresh form, with what the checkout knows filled in.</summary>
    public static CheckoutEntry For(Checkout checkout) => new() { Token = NewToken(), Email = checkout.Email ?? "", Name = checkout.Name ?? "" };

    public static CheckoutEntry Read(IFormCollection form, DateTimeOffset now)
    {
        var problems = new Dictionary<string, string>(StringComparer.Ordinal);
        var (email, name, token) = (form.Text("email"), form.Text("name"), form.Text("token"));
        if (email.Length > LongestEmail || !MailAddress.TryCreate(email, out var address) || !string.Equals(address.Address, email, StringComparison.Ordinal))
            problems["email"] = "Enter a valid e-mail address.";
        if (name.Length is 0 or > LongestName)
            problems["name"] = "Enter the name on the card.";
        var card = CardEntry.Read(form, now, problems);
        return new CheckoutEntry
        {
            Token = token.Length is > 0 and <= LongestToken ? token : NewToken(),
            Email = email,
            Name = name,
            Card = card,
            Problems = problems,
            Message = problems.Count > 0 ? "Some details are missing or not right." : null,
        };
    }

    public string? Problem(string field) => Problems.GetValueOrDefault(field);

    /// <summary>The same with a message, for another try.</summary>
    public CheckoutEntry Again(string message) => this with { Token = NewToken(), Message = message };

    private static string NewToken() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
