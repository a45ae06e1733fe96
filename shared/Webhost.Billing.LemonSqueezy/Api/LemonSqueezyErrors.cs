using Webhost.Core.Results;

namespace Webhost.Billing.LemonSqueezy.Api;

/// <summary>Translates Lemon Squeezy's refusals, in this one place. Its own text is never shown.</summary>
internal static class LemonSqueezyErrors
{
    public static Failure Explain(ApiError error, string what) => error switch
    {
        { Status: 404 } => new Failure.NotFound($"The payment provider has no such {what} (any more)."),
        { Status: 401 or 403 } => new Failure.Unavailable("The payment provider does not accept the platform's credentials. The platform's operator must renew them.", Transient: false),
        { Status: 429 } => new Failure.Unavailable("The payment provider is taking no more requests at the moment. Try again in a minute."),
        { Status: 0 } => new Failure.Unavailable("The payment provider could not be reached. Try again in a minute."),
        { IsTransient: true } => new Failure.Unavailable("The payment provider has trouble at the moment. Try again in a minute."),
        _ => new Failure.Unavailable($"The payment provider refused the platform's request (HTTP {error.Status}). The platform's operator must look into it.", Transient: false),
    };
}
