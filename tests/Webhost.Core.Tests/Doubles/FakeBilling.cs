using System.Collections.Concurrent;
using System.Text.Json;
using Webhost.Contracts.Billing;
using Webhost.Core.Billing;
using Webhost.Core.Results;

namespace Webhost.Core.Tests.Doubles;

/// <summary>A payment provider in memory, with bodies of its own. A test says what it knows and when it is away.</summary>
internal sealed class FakeBilling(TimeProvider time) : IBillingProvider
{
    public const string Signature = "signed";

    private const int PageSize = 2;

    public ConcurrentDictionary<string, SubscriptionFacts> Subscriptions { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, string> Emails { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, IReadOnlyList<Invoice>> Invoices { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, PaymentFacts> Payments { get; } = new(StringComparer.Ordinal);

    public ConcurrentQueue<CheckoutOrder> Orders { get; } = new();

    public ConcurrentQueue<(string ItemId, long Quantity)> Usage { get; } = new();

    public ConcurrentQueue<(string Tier, long AddOns, ChargeTerms Terms)> Changes { get; } = new();

    /// <summary>The orders that were to be given back.</summary>
    public ConcurrentQueue<string> Refunded { get; } = new();

    /// <summary>What it answers to every call; null while it is well.</summary>
    public Failure? Trouble { get; set; }

    /// <summary>What it answers to changes alone; null while it makes them.</summary>
    public Failure? RefusesChanges { get; set; }

    /// <summary>Whether changes are made and nobody is told.</summary>
    public bool LosesAnswers { get; set; }

    /// <summary>Calls that reached it.</summary>
    public int Asked { get; private set; }

    public int PaymentPagesAsked { get; private set; }

    public HashSet<string> Metered { get; } = new(StringComparer.Ordinal);

    public string Id => "fake";

    public bool TestMode { get; set; } = true;

    public static byte[] BodyOf(BillingEvent said) => JsonSerializer.SerializeToUtf8Bytes(said);

    public bool Sells(string tier) => tier is not "free";

    public bool IsMetered(string tier) => Metered.Contains(tier);

    public Task<Result<CheckoutLink>> CreateCheckoutAsync(CheckoutOrder order, CancellationToken cancellationToken) => Answer<CheckoutLink>(() =>
    {
        Orders.Enqueue(order);
        return new CheckoutLink { Url = new Uri($"https://pay.test/{order.Claim.CheckoutId}"), ExpiresAt = order.ExpiresAt };
    });

    public Task<Result<SubscriptionFacts>> FindAsync(string subscriptionId, CancellationToken cancellationToken) => Answer<SubscriptionFacts>(() =>
        Subscriptions.TryGetValue(subscriptionId, out var facts) ? facts with { Asked = true } : Failure.NotFound.Of("subscription", subscriptionId));

    public Task<Result<ProviderPage<ListedSubscription>>> ListAsync(SubscriptionStatus status, int page, CancellationToken cancellationToken) => Answer<ProviderPage<ListedSubscription>>(() =>
    {
        var all = Subscriptions.Values.Where(facts => facts.Status == status).OrderByDescending(facts => facts.CreatedAt).ToArray();
        var items = all.Skip((page - 1) * PageSize).Take(PageSize).Select(facts => new ListedSubscription(facts with { Asked = true }, Emails.GetValueOrDefault(facts.SubscriptionId)));
        return new ProviderPage<ListedSubscription>([.. items], all.Length > page * PageSize);
    });

    public Task<Result<Uri>> GetPortalAsync(string subscriptionId, CancellationToken cancellationToken) => Answer<Uri>(() => new Uri($"https://portal.test/{subscriptionId}"));

    public Task<Result<ProviderPage<Invoice>>> ListInvoicesAsync(string subscriptionId, int page, int size, CancellationToken cancellationToken) => Answer<ProviderPage<Invoice>>(() =>
    {
        var all = Invoices.GetValueOrDefault(subscriptionId) ?? [];
        return new ProviderPage<Invoice>([.. all.Skip((page - 1) * size).Take(size)], all.Count > page * size);
    });

    public Task<Result<ProviderPage<PaymentFacts>>> ListPaymentsAsync(int page, CancellationToken cancellationToken) => Answer<ProviderPage<PaymentFacts>>(() =>
    {
        PaymentPagesAsked++;
        var all = Payments.Values.OrderByDescending(payment => payment.CreatedAt).ToArray();
        return new ProviderPage<PaymentFacts>([.. all.Skip((page - 1) * PageSize).Take(PageSize)], all.Length > page * PageSize);
    });

    public Task<Result<SubscriptionFacts>> ChangePlanAsync(SubscriptionFacts present, string tier, ChargeTerms terms, CancellationToken cancellationToken) =>
        ChangeAsync(present with { Tier = tier }, terms);

    public Task<Result<SubscriptionFacts>> ChangeAddOnsAsync(SubscriptionFacts present, long addOns, ChargeTerms terms, CancellationToken cancellationToken) =>
        ChangeAsync(present with { AddOns = addOns }, terms);

    public Task<Result<SubscriptionFacts>> CancelAsync(string subscriptionId, CancellationToken cancellationToken) => Answer<SubscriptionFacts>(() =>
    {
        if (!Subscriptions.TryGetValue(subscriptionId, out var present))
        {
            return Failure.NotFound.Of("subscription", subscriptionId);
        }

        return Subscriptions[subscriptionId] = present.Status == SubscriptionStatus.Cancelled
            ? present
            : present with { Status = SubscriptionStatus.Cancelled, UpdatedAt = present.UpdatedAt.AddMinutes(1) };
    });

    public Task<Result<Done>> RefundAsync(string orderId, CancellationToken cancellationToken) => Answer<Done>(() =>
    {
        Refunded.Enqueue(orderId);
        return default(Done);
    });

    public Task<Result<Done>> SetUsageAsync(string itemId, long quantity, CancellationToken cancellationToken) => Answer<Done>(() =>
    {
        Usage.Enqueue((itemId, quantity));
        return default(Done);
    });

    public bool IsSigned(ReadOnlySpan<byte> body, string? signature) => signature == Signature;

    public Result<BillingEvent> ReadEvent(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize<BillingEvent>(body.Span)! with { Document = System.Text.Encoding.UTF8.GetString(body.Span) };
        }
        catch (JsonException)
        {
            return Failure.Invalid.At("body", "It can't be read.");
        }
    }

    private Task<Result<SubscriptionFacts>> ChangeAsync(SubscriptionFacts wanted, ChargeTerms terms) => Answer<SubscriptionFacts>(() =>
    {
        if (RefusesChanges is { } refusal)
        {
            return refusal;
        }

        Changes.Enqueue((wanted.Tier, wanted.AddOns, terms));
        var now = new DateTimeOffset(time.GetUtcNow().UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);
        var changed = wanted with { UpdatedAt = now > wanted.UpdatedAt ? now : wanted.UpdatedAt.AddSeconds(1) };
        Subscriptions[wanted.SubscriptionId] = changed;
        return LosesAnswers ? new Failure.Unavailable("lost") : changed;
    });

    private Task<Result<T>> Answer<T>(Func<Result<T>> answer)
    {
        Asked++;
        return Task.FromResult(Trouble is { } trouble ? trouble : answer());
    }
}
