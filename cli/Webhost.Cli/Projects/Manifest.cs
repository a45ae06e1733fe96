using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Webhost.Cli.Shell;
using Webhost.Contracts.Errors;

namespace Webhost.Cli.Projects;

/// <summary>What the CLI needs of <c>agent.config.json</c>; the server checks the whole of it.</summary>
internal sealed record Manifest
{
    /// <summary>The manifest's file name.</summary>
    public const string FileName = "agent.config.json";

    private static readonly JsonSerializerOptions Lenient = new(CliJson.Compact) { ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public string? Name { get; init; }

    public string? Runtime { get; init; }

    public string? Framework { get; init; }

    public string? Entrypoint { get; init; }

    public ManifestEnvironment? Env { get; init; }

    /// <summary>The name of the manifest for one runtime, in a folder that is deployed to several: it takes the manifest's place there.</summary>
    public static string FileNameFor(string runtime) => $"agent.config.{runtime}.json";

    /// <summary>Reads the manifest of a folder; a missing or malformed one is an error with a next step.</summary>
    /// <param name="folder">The agent's folder.</param>
    /// <param name="fileName">The manifest's file.</param>
    public static Manifest Read(string folder, string fileName = FileName)
    {
        var file = Path.Combine(folder, fileName);
        RegularFile.Require(file);
        try
        {
            // As the server reads it: with comments, trailing commas, and a mark of the encoding at its beginning.
            return JsonSerializer.Deserialize(File.ReadAllText(file), (JsonTypeInfo<Manifest>)Lenient.GetTypeInfo(typeof(Manifest))) ?? throw new JsonException("It is null.");
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw CliException.Local(ErrorCode.InvalidRequest, $"There is no {fileName} in {folder}.", NextStep(folder, fileName), ExitCode.Failed);
        }
        catch (JsonException failure) when (failure is { InnerException: not JsonException, Path: { } path })
        {
            // It is JSON, and a member is of another kind than it must be.
            throw CliException.Local(ErrorCode.InvalidRequest, $"{file} is not a manifest: {(path is "$" ? "it" : $"'{path["$.".Length..]}'")} must be {Expected(path)}.", exitCode: ExitCode.Failed);
        }
        catch (JsonException failure)
        {
            throw CliException.Local(ErrorCode.InvalidRequest, $"{file} is not valid JSON: {failure.Message}", exitCode: ExitCode.Failed);
        }
    }

    private static string Expected(string path) => path switch
    {
        "$" or "$.env" => "an object",
        "$.env.requiredKeys" or "$.env.optionalKeys" => "a list of texts",
        _ => "a text",
    };

    /// <summary>Whoever comes with a project needs a manifest for it, and not another agent's files.</summary>
    private static string NextStep(string folder, string fileName) =>
        fileName is FileName && ManifestProposal.For(folder) is { } proposal ? $"Write it: {proposal.Line}" : "Start one with 'webhost init', or name the agent's folder: webhost deploy DIR";
}
