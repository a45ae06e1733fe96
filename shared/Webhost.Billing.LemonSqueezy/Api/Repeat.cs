namespace Webhost.Billing.LemonSqueezy.Api;

/// <summary>When a call may be made again.</summary>
internal enum Repeat
{
    /// <summary>Whenever trouble may pass: making it twice does no harm.</summary>
    Freely,

    /// <summary>Only when it certainly had no effect: it charges somebody.</summary>
    WhenItHadNoEffect,
}
