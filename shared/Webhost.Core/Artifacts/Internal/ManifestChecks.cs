using System.Text.Json;
using System.Text.RegularExpressions;
using Webhost.Contracts.Errors;
using Webhost.Core.Agents;
using Webhost.Core.Providers;
using Webhost.Core.Results;

namespace Webhost.Core.Artifacts.Internal;

/// <summary>All checks of one manifest; they add to one list of problems and never stop at the first.</summary>
internal sealed partial class ManifestChecks(JsonElement root, string sourceDirectory, string runtime, RuntimeCapabilities capabilities)
{
    private const int MaximumNameLength = 100;
    private const int MaximumKeys = 100;
    private const int MaximumClasses = 32;
    private const int MaximumWarnings = 100;

    private static readonly string[] Members = ["name", "protocol", "runtime", "entrypoint", "framework", "env", "capabilities", "durableObjects", "agentcore", "$schema"];
    private static readonly string[] EnvMembers = ["requiredKeys", "optionalKeys"];
    private static readonly string[] CapabilityMembers = ["streaming", "tools"];
    private static readonly string[] AgentCoreMembers = ["codeRuntime", "containerUri"];

    private readonly List<Problem> problems = [];
    private readonly List<string> warnings = [];

    public Result<ManifestReading> Run()
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return Failure.Invalid.All([new Problem(AgentManifest.FileName, $"The manifest must be a JSON object. {ManifestExample.Text(runtime, capabilities)}")]);
        }

        CheckMembers(root, string.Empty, Members);
        var name = ReadString("name", required: false);
        if (name?.Length > MaximumNameLength)
        {
            Add("name", $"A name has at most {MaximumNameLength} characters.");
        }

        var protocol = ReadProtocol();
        var ownRuntime = ReadRuntime();
        var (codeRuntime, containerUri) = ReadAgentCore();
        var entrypoint = containerUri is null ? ReadEntrypoint() : string.Empty;
        var framework = ReadString("framework", required: false);
        AgentRules.CheckFramework(framework, problems);
        var (requiredKeys, optionalKeys) = ReadEnv();
        var (streaming, tools) = ReadCapabilities();
        var durableObjects = ReadDurableObjects();

        if (problems.Count > 0)
        {
            return Failure.Invalid.All(problems);
        }

        return new ManifestReading(
            new AgentManifest
            {
                Name = name,
                Protocol = protocol!,
                Runtime = ownRuntime!,
                Entrypoint = entrypoint!,
                Framework = framework ?? FrameworkDetector.Detect(sourceDirectory, entrypoint!),
                RequiredKeys = requiredKeys,
                OptionalKeys = optionalKeys,
                Streaming = streaming,
                Tools = tools,
                DurableObjects = durableObjects,
                CodeRuntime = codeRuntime,
                ContainerUri = containerUri,
            },
            warnings.Count <= MaximumWarnings ? warnings : [.. warnings.Take(MaximumWarnings), $"{AgentManifest.FileName}: {warnings.Count - MaximumWarnings:N0} more members are ignored."]);
    }

    private string? ReadProtocol()
    {
        var protocol = ReadString("protocol", required: true, $"Add \"protocol\": \"{AgentManifest.SupportedProtocol}\".");
        if (protocol is not (null or AgentManifest.SupportedProtocol))
        {
            Add("protocol", $"The protocol '{ArchivePath.Show(protocol)}' is not supported. Set it to \"{AgentManifest.SupportedProtocol}\".");
        }

        return protocol;
    }

    private string? ReadRuntime()
    {
        var value = ReadString("runtime", required: true, $"Add \"runtime\": \"{runtime}\", which is the agent's runtime.");
        if (value is not null && !string.Equals(value, runtime, StringComparison.Ordinal))
        {
            Add("runtime", $"The manifest is for '{ArchivePath.Show(value)}' but the agent runs on '{runtime}'. Set it to \"{runtime}\", or change the agent's runtimeProvider.");
        }

        return value;
    }

    private string? ReadEntrypoint()
    {
        var extension = capabilities.EntrypointExtensions.Count > 0 ? capabilities.EntrypointExtensions[0] : ".js";
        var value = ReadString("entrypoint", required: true, $"Add the path of the entry file, such as \"entrypoint\": \"src/index{extension}\".");
        return value is null ? null : EntrypointCheck.Normalize(value, sourceDirectory, capabilities.EntrypointExtensions, problems);
    }

    private (IReadOnlyList<string> Required, IReadOnlyList<string> Optional) ReadEnv()
    {
        if (!ReadObject("env", EnvMembers, out var env))
        {
            return ([], []);
        }

        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        return (ReadKeys(env, "requiredKeys", seen), ReadKeys(env, "optionalKeys", seen));
    }

    private List<string> ReadKeys(JsonElement env, string member, Dictionary<string, string> seen)
    {
        var keys = ReadStrings(env, $"env.{member}", member, "Name the variables, such as [\"OPENAI_API_KEY\"].", MaximumKeys);
        for (var index = 0; index < keys.Count; index++)
        {
            var path = $"env.{member}[{index}]";
            if (AgentRules.CheckKey(keys[index]) is { } message)
            {
                Add(path, message);
            }
            else if (!seen.TryAdd(keys[index], path))
            {
                Add(path, $"'{keys[index]}' is named twice, first at {seen[keys[index]]}. Remove one of them.");
            }
        }

        return keys;
    }

    private (bool Streaming, bool Tools) ReadCapabilities()
    {
        if (!ReadObject("capabilities", CapabilityMembers, out var element))
        {
            return (false, false);
        }

        return (ReadFlag(element, "streaming"), ReadFlag(element, "tools"));
    }

    private bool ReadFlag(JsonElement element, string member)
    {
        if (!element.TryGetProperty(member, out var value))
        {
            return false;
        }

        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            Add($"capabilities.{member}", "This must be true or false.");
        }

        return value.ValueKind == JsonValueKind.True;
    }

    private (string? CodeRuntime, string? ContainerUri) ReadAgentCore()
    {
        if (!ReadObject("agentcore", AgentCoreMembers, out var element))
        {
            return (null, null);
        }

        if (!Runtimes.HasPlaces(runtime))
        {
            Add("agentcore", $"This is for agents on '{Runtimes.AgentCore}', and the agent runs on '{runtime}'. Remove it.");
            return (null, null);
        }

        var codeRuntime = ReadText(element, "agentcore", "codeRuntime");
        var containerUri = ReadText(element, "agentcore", "containerUri");
        if (containerUri is not null && !ImageAddress().IsMatch(containerUri))
        {
            Add("agentcore.containerUri", "This must be an image in ECR, such as 123456789012.dkr.ecr.us-east-1.amazonaws.com/agent:1, or in public.ecr.aws.");
        }

        if (codeRuntime is not null && containerUri is not null)
        {
            Add("agentcore", "Give either 'codeRuntime' or 'containerUri', not both.");
        }

        return (codeRuntime, containerUri);
    }

    private string? ReadText(JsonElement parent, string path, string member)
    {
        if (!parent.TryGetProperty(member, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text)
        {
            return text;
        }

        Add($"{path}.{member}", "This must be a string that is not empty.");
        return null;
    }

    private List<string> ReadDurableObjects()
    {
        var names = ReadStrings(root, "durableObjects", "durableObjects", "Name the exported Durable Object classes, such as [\"Counter\"].", MaximumClasses);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < names.Count; index++)
        {
            if (!ClassName().IsMatch(names[index]))
            {
                Add($"durableObjects[{index}]", $"'{ArchivePath.Show(names[index])}' is not the name of a class: use letters, digits, '_' and '$', not starting with a digit, at most 64 characters.");
            }
            else if (names[index] is "WebhostSession" or "WEBHOST_SESSION")
            {
                Add($"durableObjects[{index}]", $"'{names[index]}' is the platform's own. Name the class otherwise.");
            }
            else if (!seen.Add(names[index]))
            {
                Add($"durableObjects[{index}]", $"'{names[index]}' is named twice. Remove one of them.");
            }
        }

        return names;
    }

    private string? ReadString(string member, bool required, string? fix = null)
    {
        if (!root.TryGetProperty(member, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            if (required)
            {
                Add(member, $"This is missing. {fix}");
            }

            return null;
        }

        if (value.ValueKind != JsonValueKind.String || value.GetString() is not { Length: > 0 } text)
        {
            Add(member, $"This must be a string that is not empty. {fix}".TrimEnd());
            return null;
        }

        return text;
    }

    private List<string> ReadStrings(JsonElement parent, string path, string member, string fix, int maximum)
    {
        var strings = new List<string>();
        if (!parent.TryGetProperty(member, out var array) || array.ValueKind == JsonValueKind.Null)
        {
            return strings;
        }

        if (array.ValueKind != JsonValueKind.Array)
        {
            Add(path, $"This must be an array of strings. {fix}");
            return strings;
        }

        if (array.GetArrayLength() > maximum)
        {
            Add(path, $"This has more than {maximum} entries.");
            return strings;
        }

        var index = 0;
        foreach (var element in array.EnumerateArray())
        {
            if (element.ValueKind == JsonValueKind.String)
            {
                strings.Add(element.GetString()!);
            }
            else
            {
                Add($"{path}[{index}]", $"This must be a string. {fix}");
            }

            index++;
        }

        return strings;
    }

    private bool ReadObject(string member, string[] known, out JsonElement element)
    {
        if (!root.TryGetProperty(member, out element) || element.ValueKind == JsonValueKind.Null)
        {
            return false;
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            Add(member, $"This must be an object with {string.Join(" and ", known.Select(name => $"'{name}'"))}.");
            return false;
        }

        CheckMembers(element, $"{member}.", known);
        return true;
    }

    private void CheckMembers(JsonElement element, string prefix, string[] known)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            var path = prefix + ArchivePath.Show(member.Name);
            if (!seen.Add(member.Name))
            {
                Add(path, "This member is there twice. Remove one of them.");
            }
            else if (!known.Contains(member.Name, StringComparer.Ordinal))
            {
                var meant = known.FirstOrDefault(name => string.Equals(name, member.Name, StringComparison.OrdinalIgnoreCase));
                warnings.Add(meant is null
                    ? $"{AgentManifest.FileName}: '{path}' means nothing here and is ignored."
                    : $"{AgentManifest.FileName}: '{path}' is ignored. Write it '{prefix}{meant}'.");
            }
        }
    }

    private void Add(string path, string message) => problems.Add(new Problem(path, message));

    [GeneratedRegex(@"^(\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(\.cn)?|public\.ecr\.aws)/[a-z0-9][a-z0-9._/-]{0,254}([:@][A-Za-z0-9._:-]{1,128})?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ImageAddress();

    [GeneratedRegex("^[A-Za-z_$][A-Za-z0-9_$]{0,63}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ClassName();
}
