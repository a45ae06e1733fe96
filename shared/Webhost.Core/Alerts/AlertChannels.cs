namespace Webhost.Core.Alerts;

/// <summary>The ways by which alerts are sent.</summary>
internal static class AlertChannels
{
    public const string Webhook = "webhook";
    public const string Email = "email";
}
