using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Webhost.Local.LemonSqueezy;

/// <summary>Settings of the local Lemon Squeezy. It listens on 127.0.0.1 only.</summary>
public sealed record LemonSqueezySandboxOptions
{
    /// <summary>The port; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Where everything is kept. Only one sandbox at a time can use it.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>The one API key that is accepted.</summary>
    public required string ApiKey { get; init; }

    /// <summary>The webhook that is registered from the start; null for none.</summary>
    public Uri? WebhookUrl { get; init; }

    /// <summary>The signing secret of that webhook, of 6 to 40 characters.</summary>
    public string WebhookSecret { get; init; } = "";

    /// <summary>The store's id.</summary>
    public long StoreId { get; init; } = 11;

    /// <summary>The store's name, as its pages show it.</summary>
    public string StoreName { get; init; } = "webhost.systems";

    /// <summary>What the store sells.</summary>
    public required IReadOnlyList<SandboxVariant> Variants { get; init; }

    /// <summary>API calls a minute before everything answers 429; null for no limit.</summary>
    public int? ApiCallsPerMinute { get; init; } = 300;

    /// <summary>How long a receiver of a webhook may take.</summary>
    public TimeSpan DeliveryTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the bank of a 3-D Secure card takes until it asks the payer.</summary>
    public TimeSpan BankDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The machine's clock, from which the sandbox's own is moved away.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where the sandbox logs.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <exception cref="InvalidOperationException">A setting is missing or malformed; the message names it.</exception>
    internal void Validate()
    {
        foreach (var (name, value) in new[] { (nameof(StateDirectory), StateDirectory), (nameof(ApiKey), ApiKey), (nameof(StoreName), StoreName) })
        {
            if (string.IsNullOrWhiteSpace(value))
                throw new InvalidOperationException($"{name} of the local Lemon Squeezy is not set.");
        }

        if (WebhookUrl is not null && WebhookSecret.Length is < 6 or > 40)
            throw new InvalidOperationException($"{nameof(WebhookSecret)} of the local Lemon Squeezy must have 6 to 40 characters.");
        if (Variants.Count == 0 || Variants.DistinctBy(variant => variant.Id).Count() != Variants.Count)
            throw new InvalidOperationException($"{nameof(Variants)} of the local Lemon Squeezy must name at least one variant, each with an id of its own.");
    }
}
