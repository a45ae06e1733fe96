namespace Webhost.Local.LemonSqueezy.Records;

/// <summary>One submission of the payment form. A form that is sent twice is one attempt, so nobody pays twice.</summary>
internal sealed record PaymentAttempt : IRecord
{
    public required long Id { get; init; }

    /// <summary>The token in the form.</summary>
    public required string Token { get; init; }

    public required string CheckoutKey { get; init; }

    public required string Email { get; init; }

    public required string Name { get; init; }

    public required Card Card { get; init; }

    /// <summary>While the payer's bank is asked: when it will show its question, on the machine's own clock.</summary>
    public DateTimeOffset? BankAsksAt { get; init; }

    /// <summary>The order, once it is paid.</summary>
    public long? OrderId { get; init; }

    /// <summary>The bank refused.</summary>
    public bool Refused { get; init; }
}
