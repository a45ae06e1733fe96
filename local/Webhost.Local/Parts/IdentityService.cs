using System.Globalization;
using Webhost.Local.Ports;
using Webhost.Local.Processes;

namespace Webhost.Local.Parts;

/// <summary>The OpenID provider of <c>local/identity</c>.</summary>
internal sealed class IdentityService(ServiceContext context) : ProcessService(context, "identity")
{
    public override IReadOnlyList<PortClaim> Ports => [new(Name, Context.Settings.Ports.Identity, "Local__Ports__Identity")];

    public override string Address => $"http://127.0.0.1:{Context.Settings.Ports.Identity}";

    public override IReadOnlyDictionary<string, string> ControlPlaneSettings => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Oidc__Authority"] = Address,
        ["Oidc__WebhookSecret"] = Context.Secrets.IdentityWebhookSecret,
    };

    protected override ChildCommand Command() => new()
    {
        Program = "node",
        Arguments = [ServiceContext.Required(Path.Combine(Context.Root, "local", "identity", "src", "main.js"), "the clone of the repository is not complete")],
        WorkingDirectory = Context.State.Identity,
        Environment = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["IDENTITY_ISSUER"] = Address,
            ["IDENTITY_PORT"] = Context.Settings.Ports.Identity.ToString(CultureInfo.InvariantCulture),
            ["IDENTITY_STATE_DIRECTORY"] = Context.State.Identity,
            ["IDENTITY_AUDIENCE"] = Context.Settings["Oidc__Audience"],
            ["IDENTITY_DASHBOARD_URL"] = $"http://127.0.0.1:{Context.Settings.Ports.Dashboard}",
            ["IDENTITY_ACCESS_TOKEN_SECONDS"] = Context.Settings["Local__Identity__AccessTokenSeconds"],
            ["IDENTITY_SIGN_IN_ATTEMPTS"] = Context.Settings["Local__Identity__SignInAttempts"],
            ["IDENTITY_SIGN_IN_WINDOW_SECONDS"] = Context.Settings["Local__Identity__SignInWindowSeconds"],
        },
    };

    protected override Task<string?> ProbeAsync(CancellationToken cancellationToken) => Readiness.IsOkAsync(new Uri($"{Address}/healthz"), cancellationToken);
}
