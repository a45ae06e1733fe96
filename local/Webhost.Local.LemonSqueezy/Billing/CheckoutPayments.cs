using Webhost.Local.LemonSqueezy.Clock;
using Webhost.Local.LemonSqueezy.Records;
using Webhost.Local.LemonSqueezy.Store;

namespace Webhost.Local.LemonSqueezy.Billing;

/// <summary>Takes submitted payments, each once however often its form is sent, and asks the bank of cards that want it.</summary>
internal sealed class CheckoutPayments(SandboxStore store, SandboxClock clock, Purchases purchases, TimeProvider time, TimeSpan bankDelay)
{
    /// <summary>Takes a payment.</summary>
    /// <returns>The attempt: paid, or waiting for the bank; or why the card was declined.</returns>
    public Outcome<PaymentAttempt> Submit(Checkout checkout, string token, string email, string name, TestCard card) => store.Change(clock.Now, Outcome<PaymentAttempt> (change) =>
    {
        if (Find(change.Data, token) is { } same)
            return same;
        if (card.Refusal is { } declined)
            return Refusal.Invalid(declined);
        var attempt = new PaymentAttempt
        {
            Id = change.NextId<PaymentAttempt>(),
            Token = token,
            CheckoutKey = checkout.Key,
            Email = email,
            Name = name,
            Card = card.Card,
            BankAsksAt = card.AsksBank ? time.GetUtcNow() + bankDelay : null,
        };
        return card.AsksBank ? change.Put(attempt) : Pay(change, checkout, attempt);
    });

    /// <summary>What the payer answered to the bank. A second answer changes nothing.</summary>
    public Outcome<PaymentAttempt> Answer(Checkout checkout, string token, bool approved) => store.Change(clock.Now, Outcome<PaymentAttempt> (change) =>
    {
        if (Find(change.Data, token) is not { BankAsksAt: { } asksAt } attempt || asksAt > time.GetUtcNow())
            return Refusal.NotFound;
        if (attempt.OrderId is not null || attempt.Refused)
            return attempt;
        return approved ? Pay(change, checkout, attempt) : change.Put(attempt with { Refused = true });
    });

    public PaymentAttempt? Find(string token) => Find(store.Data, token);

    /// <summary>How long it takes until the bank asks; nothing when it does by now.</summary>
    public TimeSpan? WaitForBank(PaymentAttempt attempt) => attempt.BankAsksAt - time.GetUtcNow() is { } wait && wait > TimeSpan.Zero ? wait : null;

    private static PaymentAttempt? Find(SandboxData data, string token) => data.All<PaymentAttempt>().FirstOrDefault(attempt => string.Equals(attempt.Token, token, StringComparison.Ordinal));

    private Outcome<PaymentAttempt> Pay(Change change, Checkout checkout, PaymentAttempt attempt) =>
        purchases.Pay(change, checkout, attempt.Email, attempt.Name, attempt.Card).TryGet(out var order, out var refusal)
            ? change.Put(attempt with { OrderId = order.Id })
            : refusal;
}
