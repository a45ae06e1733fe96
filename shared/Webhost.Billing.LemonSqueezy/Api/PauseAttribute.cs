namespace Webhost.Billing.LemonSqueezy.Api;

/// <summary>How payments are paused: <c>void</c> stops the service too, <c>free</c> leaves it on.</summary>
internal sealed record PauseAttribute(string? Mode, DateTimeOffset? ResumesAt);
