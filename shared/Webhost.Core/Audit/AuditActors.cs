using System.Diagnostics;
using Webhost.Contracts.Audit;
using Webhost.Core.Identity;

namespace Webhost.Core.Audit;

/// <summary>Names who makes a change.</summary>
public static class AuditActors
{
    /// <summary>The platform itself.</summary>
    public static readonly AuditActor System = new("system", Id: null);

    /// <summary>A user with an access token.</summary>
    public static AuditActor User(string userId) => new("user", userId);

    /// <summary>A party that reports by signed webhooks, such as <c>lemon-squeezy</c>.</summary>
    public static AuditActor Webhook(string sender) => new("webhook", sender);

    /// <summary>The caller: the user, or the API key that was used.</summary>
    public static AuditActor Of(Caller caller) => caller.ApiKeyId is { } key ? new("apiKey", key) : User(caller.User.UserId);

    /// <summary>The trace of the request that is being served; null outside of one.</summary>
    public static string? TraceId => Activity.Current?.TraceId is { } trace && trace != default ? trace.ToHexString() : null;
}
