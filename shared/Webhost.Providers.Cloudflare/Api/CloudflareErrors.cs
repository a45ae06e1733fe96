using Webhost.Core.Results;
using Webhost.Providers.Cloudflare.Building;

namespace Webhost.Providers.Cloudflare.Api;

/// <summary>Translates Cloudflare's refusals, in this one place. Its own text is shown only where it is the customer's start-up error, without secrets.</summary>
internal static class CloudflareErrors
{
    private const string Credentials = "Cloudflare does not accept the platform's credentials. This is not the agent's fault: the platform's operator must renew them.";
    private const int MaximumShown = 4000;

    /// <summary>A refusal of a deployment.</summary>
    /// <param name="error">The refusal.</param>
    /// <param name="secrets">Values that must not be shown.</param>
    /// <param name="lines">Where the bundle's code comes from, when that is known.</param>
    public static Failure.DeploymentFailed Deployment(ApiError error, IEnumerable<string> secrets, SourceLines? lines = null) => new(Explain(error, secrets, lines), error.IsTransient);

    /// <summary>A refusal of anything else.</summary>
    public static Failure.RuntimeError Runtime(ApiError error)
    {
        var message = Explain(error, [], lines: null);
        return new Failure.RuntimeError(message, error.IsTransient) { ErrorClass = ReferenceEquals(message, Credentials) ? "auth" : "runtime" };
    }

    private static string Explain(ApiError error, IEnumerable<string> secrets, SourceLines? lines)
    {
        if (error.Messages.FirstOrDefault(message => message.Code is ApiCodes.Validation) is { } startUp)
        {
            // Before anything is cut or put in: of a secret that is not whole any more, nothing would be known.
            var message = Redaction.Apply(startUp.Message ?? "without a message", secrets);
            var reason = Excerpt.Of(lines?.Explain(message) ?? message, MaximumShown);
            return $"The agent's code did not start: {reason}{Advice(reason)}";
        }

        return error.Code switch
        {
            ApiCodes.Authentication or ApiCodes.MissingAuthentication or ApiCodes.Unauthorized => Credentials,
            ApiCodes.NotEntitled or ApiCodes.NotEntitledNamespace => "The platform's Cloudflare account lacks a feature that this needs. The platform's operator must enable it.",
            ApiCodes.TooLarge => "The bundle is larger than Cloudflare takes. Leave out large packages and data.",
            ApiCodes.TooManyScripts => "The platform's Cloudflare account holds as many agents as it may. The platform's operator must raise the limit.",
            ApiCodes.ClassNotExported or ApiCodes.ClassNotConfigured or ApiCodes.DurableObjectBinding =>
                "A Durable Object class that the agent declares is not exported by its entry point. Export it there, or correct 'durableObjects'.",
            ApiCodes.ClassInUse => "The agent dropped a Durable Object class whose objects still exist. Export the class again.",
            ApiCodes.Migration or ApiCodes.MigrationTag => "The agent's Durable Object classes changed while it was deployed. Deploy again.",
            ApiCodes.DurableObjectPlan => "The platform's Cloudflare account does not include this kind of Durable Object. The platform's operator must enable it.",
            ApiCodes.Limits or ApiCodes.CpuLimit or ApiCodes.SubrequestLimit => "Cloudflare does not allow the limits that the platform sets. The platform's operator must correct them.",
            ApiCodes.ScriptNotFound or ApiCodes.ServiceNotFound or ApiCodes.EnvironmentNotFound => "Cloudflare does not have the place where agents are kept. The platform's operator must check its settings.",
            ApiCodes.NoRoute or ApiCodes.MalformedUpload or ApiCodes.InvalidName or ApiCodes.BindingNotFound or ApiCodes.VersionNotFound =>
                $"Cloudflare did not understand the platform's request (code {error.Code}). The platform's operator must look into it.",
            _ => ExplainStatus(error),
        };
    }

    /// <summary>What the runtime's own words leave open.</summary>
    private static string Advice(string reason)
    {
        if (reason.Contains("no such file or directory", StringComparison.Ordinal) && reason.Contains("'/bundle/", StringComparison.Ordinal))
        {
            return "\nThe project's files are not there when the code runs: import the file (import text from \"./prompt.txt\") and use what that gives.";
        }

        return reason.Contains("startup exceeded CPU time limit", StringComparison.Ordinal)
            ? " Loading the code may take a second: import less, above all large packages, and make what is costly at the first call." : string.Empty;
    }

    private static string ExplainStatus(ApiError error) => error switch
    {
        { Status: 401 or 403 } => Credentials,
        { Status: 0 } => "Cloudflare could not be reached. Try again in a minute.",
        { Status: 429 } => "Cloudflare is taking no more requests at the moment. Try again in a few minutes.",
        { IsTransient: true } => "Cloudflare has trouble at the moment. Try again in a minute.",
        { Code: > 0 } => $"Cloudflare refused the request (code {error.Code}). The platform's operator must look into it.",
        _ => $"Cloudflare refused the request (HTTP {error.Status}). The platform's operator must look into it.",
    };
}
