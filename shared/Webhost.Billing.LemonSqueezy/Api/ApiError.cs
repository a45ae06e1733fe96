namespace Webhost.Billing.LemonSqueezy.Api;

/// <summary>A call that Lemon Squeezy refused, or that did not reach it.</summary>
/// <param name="Status">The HTTP status; 0 when no answer came.</param>
/// <param name="NeverSent">Whether it is certain that the call had no effect, since no connection was made.</param>
internal sealed record ApiError(int Status, bool NeverSent = false)
{
    /// <summary>Whether the same call may succeed later.</summary>
    public bool IsTransient => Status is 0 or 408 or 429 or >= 500;

    /// <summary>Whether the call certainly had no effect.</summary>
    public bool HadNoEffect => NeverSent || Status == 429;
}
