using System.Text;
using System.Text.Json;
using Webhost.Contracts.Errors;
using Webhost.Core.Providers;
using Webhost.Core.Results;
using Webhost.Providers.Cloudflare.Api;
using Webhost.Providers.Cloudflare.Building;

namespace Webhost.Providers.Cloudflare.Deployments;

/// <summary>Puts together what an upload says besides its code.</summary>
internal sealed class UploadPlan(DeployInput input, BuildFacts facts, CloudflareOptions options)
{
    private const string SessionBinding = "WEBHOST_SESSION";
    private const int OwnBindings = 6;
    private const int MaximumBindings = 128;

    /// <summary>The bindings, or every reason against them. No problem names a value.</summary>
    public Result<IReadOnlyList<UploadBinding>> Bindings()
    {
        var plain = new Dictionary<string, string>(facts.Variables, StringComparer.Ordinal);
        foreach (var (key, value) in input.Plain)
        {
            plain[key] = value;
        }

        foreach (var key in input.Secrets.Keys)
        {
            plain.Remove(key);
        }

        var problems = Check(plain);
        if (problems.Count > 0)
        {
            return Failure.Invalid.All(problems);
        }

        var config = Config(plain.Keys);
        if (Encoding.UTF8.GetByteCount(config) is var bytes and > CloudflareCapabilities.VariableBytes)
        {
            return Failure.Invalid.At(
                "env",
                $"The names of the agent's variables, secrets and Durable Object classes take {bytes} bytes in the platform's own variable, and the runtime takes at most {CloudflareCapabilities.VariableBytes}. "
                + "Give them shorter names, or put several values into one of them, as JSON.");
        }

        List<UploadBinding> bindings =
        [
            new("plain_text", "TELEMETRY_ENDPOINT_URL", input.Telemetry.EndpointUrl.AbsoluteUri),
            new("plain_text", "TELEMETRY_DEPLOYMENT_ID", input.DeploymentId),
            new("plain_text", "WEBHOST_CONFIG", config),
            new("secret_text", "TELEMETRY_SECRET", input.Telemetry.TelemetrySecret),
            new("secret_text", "WEBHOST_INVOKE_SECRET", input.Telemetry.InvokeSecret),
            new("durable_object_namespace", SessionBinding, ClassName: ClassMigration.SessionClass),
            .. facts.DurableObjects.Select(binding => new UploadBinding("durable_object_namespace", binding.Name, ClassName: binding.ClassName)),
            .. plain.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => Variable(pair.Key, pair.Value)),
            .. input.Secrets.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new UploadBinding("secret_text", pair.Key, pair.Value)),
        ];
        if (facts.AiBinding is not null)
        {
            bindings.Add(new UploadBinding("ai", facts.AiBinding));
        }

        return bindings;
    }

    /// <summary>The upload's metadata.</summary>
    public UploadMetadata Metadata(IReadOnlyList<UploadBinding> bindings, UploadMigrations? migrations) => new()
    {
        MainModule = facts.MainModule,
        Bindings = bindings,
        CompatibilityDate = facts.CompatibilityDate,
        CompatibilityFlags = facts.CompatibilityFlags,
        Migrations = migrations,
        Tags = [Tag(input.Agent.UserId), Tag(input.Agent.AgentId), Tag(input.DeploymentId)],
        Limits = new UploadLimits(options.CpuMs, options.Subrequests),
        Observability = new UploadObservability(options.ObservabilitySampling > 0, options.ObservabilitySampling),
    };

    /// <summary>An id as a tag: tags may hold no <c>,</c> or <c>&amp;</c>, and <c>:</c> means something in filters.</summary>
    public static string Tag(string id) => string.Create(id.Length, id, static (tag, source) =>
    {
        for (var index = 0; index < source.Length; index++)
        {
            tag[index] = char.IsAsciiLetterOrDigit(source[index]) || source[index] is '-' or '_' or '.' ? source[index] : '-';
        }
    });

    // The agent's own variables are texts, and go before those of the bundle.
    private UploadBinding Variable(string name, string value) => facts.JsonVariables.Contains(name, StringComparer.Ordinal) && !input.Plain.ContainsKey(name)
        ? new UploadBinding("json", name, Json: JsonElement.Parse(value))
        : new UploadBinding("plain_text", name, value);

    private List<Problem> Check(Dictionary<string, string> plain)
    {
        var problems = new List<Problem>();
        var bound = facts.DurableObjects.Select(binding => binding.Name).Append(facts.AiBinding).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var (key, value) in plain.Concat(input.Secrets))
        {
            if (bound.Contains(key))
            {
                problems.Add(new Problem($"env.{key}", $"The agent has a binding named '{key}' too. Rename the variable or the binding."));
            }
            else if (key.StartsWith("WEBHOST_", StringComparison.OrdinalIgnoreCase) || key.StartsWith("TELEMETRY_", StringComparison.OrdinalIgnoreCase))
            {
                problems.Add(new Problem($"env.{key}", "Names that start with 'WEBHOST_' or 'TELEMETRY_' are the platform's own. Rename the variable."));
            }
            else if (Encoding.UTF8.GetByteCount(value) > CloudflareCapabilities.VariableBytes)
            {
                problems.Add(new Problem($"env.{key}", $"The value is longer than {CloudflareCapabilities.VariableBytes} bytes. Keep large values elsewhere and load them at run time."));
            }
        }

        if (plain.Count + input.Secrets.Count + bound.Count + OwnBindings > MaximumBindings)
        {
            problems.Add(new Problem("env", $"The agent has more variables, secrets and bindings than the {MaximumBindings - OwnBindings} that the runtime allows."));
        }

        return problems;
    }

    private string Config(IEnumerable<string> plainKeys) => JsonSerializer.Serialize(
        new ShimConfig
        {
            AgentId = input.Agent.AgentId,
            EnvKeys = [.. plainKeys.Concat(input.Secrets.Keys).Order(StringComparer.Ordinal)],
            SecretKeys = [.. input.Secrets.Keys.Order(StringComparer.Ordinal)],
            SessionTtlSeconds = (long)input.SessionTimeToLive.TotalSeconds,
            // The shim counts text; what carries it here, escapes and transcript included, may be twice as long.
            MaxOutputBytes = options.MaximumOutputBytes / 2,
            Framework = facts.Framework,
            DurableObjects = facts.DurableObjects,
            AiBinding = facts.AiBinding,
        },
        ShimConfigJson.Default.ShimConfig);
}
