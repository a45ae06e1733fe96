using System.Text;
using Webhost.Core.Providers;
using Webhost.Core.Results;
using Webhost.Providers.AgentCore.Building;

namespace Webhost.Providers.AgentCore.Deployments;

/// <summary>The variables of a runtime, which AWS keeps in plain text: the agent's plain ones, what its helper must know, and where Python finds what lies at the root of the code. Never a secret.</summary>
internal static class AgentEnvironment
{
    /// <summary>How many variables are the platform's.</summary>
    public const int OwnVariables = 5;

    private const string PythonPath = "PYTHONPATH";
    private const string CodePlace = "/var/task";
    private const int BytesOfV1 = 4 * 1024;
    private const int BytesOfCodeOnV2 = 1536;
    private const int BytesOfImageOnV2 = 2560;

    /// <summary>The variables; Invalid when they are larger together than AWS takes.</summary>
    public static Result<Dictionary<string, string>> Create(DeployInput input, string credentialName, BuildFacts facts, AgentCoreOptions options)
    {
        var variables = new Dictionary<string, string>(input.Plain, StringComparer.Ordinal)
        {
            ["WEBHOST_AGENT_ID"] = input.Agent.AgentId,
            ["WEBHOST_DEPLOYMENT_ID"] = input.DeploymentId,
            ["WEBHOST_SECRETS_PROVIDER"] = credentialName,
            ["WEBHOST_TELEMETRY_URL"] = input.Telemetry.EndpointUrl.AbsoluteUri,
        };
        if (facts is { CodeRuntime: { } runtime, EntryPoint: { } file } && CodeRuntime.IsPython(runtime) && file.Contains('/', StringComparison.Ordinal))
        {
            // Python looks beside the file that it runs and no higher, where the helper and the packages are. What the agent's own variable names comes first.
            variables[PythonPath] = variables.TryGetValue(PythonPath, out var own) && own.Length > 0 ? $"{own}:{CodePlace}" : CodePlace;
        }

        var bytes = variables.Sum(variable => Encoding.UTF8.GetByteCount(variable.Key) + Encoding.UTF8.GetByteCount(variable.Value));
        var maximum = options.PlatformVersion is "V1" ? BytesOfV1 : facts.ContainerUri is not null ? BytesOfImageOnV2 : BytesOfCodeOnV2;
        var largest = input.Plain.OrderByDescending(variable => variable.Value.Length).Select(variable => $"'{variable.Key}'").FirstOrDefault();
        return bytes <= maximum
            ? variables
            : Failure.Invalid.At("env", $"The plain variables take {bytes} bytes together, names and the platform's own included, and AgentCore takes at most {maximum}. Make them shorter{(largest is null ? string.Empty : $" ({largest} is the longest)")}, "
                + "or make secrets of them: those are kept elsewhere and have more room.");
    }
}
