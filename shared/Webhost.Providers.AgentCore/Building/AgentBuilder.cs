using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Webhost.Core.Artifacts;
using Webhost.Core.Providers;
using Webhost.Core.Results;

namespace Webhost.Providers.AgentCore.Building;

/// <summary>Turns checked source into the archive that AgentCore unpacks: the customer's files as they are, and the platform's helper beside them.</summary>
internal sealed class AgentBuilder(IOptions<AgentCoreOptions> options)
{
    private const string ArchiveName = "agent.zip";
    private const long MaximumShownText = 1024 * 1024;

    public async Task<Result<BuildOutput>> BuildAsync(BuildInput input, CancellationToken cancellationToken)
    {
        if (input.Manifest.ContainerUri is { } image)
        {
            return await BuildImageAsync(input, image, cancellationToken);
        }

        var runtime = input.Manifest.CodeRuntime ?? (IsPython(input.Manifest) ? options.Value.DefaultPython : CodeRuntime.Node);
        var warnings = new List<string>();
        if (CheckRuntime(input.Manifest, runtime) is { } wrong)
        {
            return wrong;
        }

        if ((CodeRuntime.IsPython(runtime) ? PythonBundle.Check(input.SourceDirectory, runtime, options.Value.Architecture, warnings) : NodeBundle.Check(input.SourceDirectory)) is { } missing)
        {
            return missing;
        }

        await AdviseAsync(input, runtime, warnings, cancellationToken);
        var archive = Path.Combine(input.WorkDirectory, ArchiveName);
        var count = await PackAsync(input.SourceDirectory, runtime, archive, cancellationToken);
        var size = new FileInfo(archive).Length;
        var maximum = AgentCoreCapabilities.Of(options.Value).MaximumArtifactBytes;
        if (size > maximum)
        {
            return new Failure.DeploymentFailed($"The archive takes {size / 1024.0 / 1024.0:0.0} MB, and AgentCore takes at most {maximum / 1024 / 1024} MB. Leave out large packages and data.");
        }

        input.Log($"Packed {count} files for {runtime}: {(size + 1023) / 1024} KB.");
        return new BuildOutput
        {
            ArchivePath = archive,
            Warnings = warnings,
            Facts = new BuildFacts { CodeRuntime = runtime, EntryPoint = input.Manifest.Entrypoint, Hash = await HashAsync(archive, cancellationToken) }.ToDictionary(),
        };
    }

    private async Task<Result<BuildOutput>> BuildImageAsync(BuildInput input, string image, CancellationToken cancellationToken)
    {
        if (!options.Value.ContainerImages)
        {
            return Failure.Invalid.At("agentcore.containerUri", "Container images are not offered on this platform. Upload the code instead.");
        }

        var archive = Path.Combine(input.WorkDirectory, ArchiveName);
        await CodeArchive.WriteAsync(archive, [], cancellationToken);
        input.Log($"The agent is the image {image}.");
        return new BuildOutput { ArchivePath = archive, Facts = new BuildFacts { ContainerUri = image }.ToDictionary() };
    }

    private static Failure? CheckRuntime(AgentManifest manifest, string runtime)
    {
        var fits = CodeRuntime.IsPython(runtime) ? IsPython(manifest) : runtime is CodeRuntime.Node && !IsPython(manifest);
        return fits ? null : Failure.Invalid.At(
            "agentcore.codeRuntime",
            $"'{runtime}' does not run '{manifest.Entrypoint}'. Give one of {string.Join(", ", CodeRuntime.Pythons)} for a .py file and {CodeRuntime.Node} for a .js file, or leave it out.");
    }

    private static bool IsPython(AgentManifest manifest) => manifest.Entrypoint.EndsWith(".py", StringComparison.Ordinal);

    private static async Task AdviseAsync(BuildInput input, string runtime, List<string> warnings, CancellationToken cancellationToken)
    {
        var file = new FileInfo(Path.Combine(input.SourceDirectory, input.Manifest.Entrypoint));
        if (file.Length > MaximumShownText)
        {
            return;
        }

        var text = await File.ReadAllTextAsync(file.FullName, cancellationToken);
        if (!(CodeRuntime.IsPython(runtime) ? PythonBundle.Serves(text) : NodeBundle.Serves(text)))
        {
            warnings.Add($"'{input.Manifest.Entrypoint}' does not seem to answer POST /invocations and GET /ping on port 8080 itself. That is well if a file that it loads does; otherwise the agent won't start.");
        }
    }

    private static async Task<int> PackAsync(string source, string runtime, string archive, CancellationToken cancellationToken)
    {
        var files = SourceFiles.Of(source).Select(name => (Name: name, Open: (Func<Stream>)(() => File.OpenRead(Path.Combine(source, name))))).ToList();
        var helper = RuntimeModule.NameFor(runtime);
        if (!files.Exists(file => string.Equals(file.Name, helper, StringComparison.Ordinal)))
        {
            files.Add((helper, () => RuntimeModule.OpenFor(runtime)));
        }

        await CodeArchive.WriteAsync(archive, files, cancellationToken);
        return files.Count;
    }

    private static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
    }
}
