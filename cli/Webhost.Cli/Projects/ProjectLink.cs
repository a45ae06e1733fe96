using System.Text.Json;
using Webhost.Cli.Shell;
using Webhost.Contracts.Errors;

namespace Webhost.Cli.Projects;

/// <summary>Which agent a folder is deployed to: the file <c>.webhost.json</c>, without secrets, fit to be committed.</summary>
internal sealed record ProjectLink
{
    /// <summary>The link's file name.</summary>
    public const string FileName = ".webhost.json";

    /// <summary>The agent.</summary>
    public string? AgentId { get; init; }

    /// <summary>The API that knows the agent; any when absent.</summary>
    public string? Api { get; init; }

    /// <summary>Reads the link of a folder; null if it has none.</summary>
    public static ProjectLink? Read(string folder)
    {
        var file = Path.Combine(folder, FileName);
        RegularFile.Require(file);
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(file), CliJson.Type<ProjectLink>());
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException failure)
        {
            throw CliException.Local(ErrorCode.InvalidRequest, $"{file} is not valid JSON: {failure.Message}", "Mend or delete it.", ExitCode.Failed);
        }
    }

    /// <summary>Reads the link of a folder or of the nearest one above it; null if there is none.</summary>
    public static ProjectLink? Find(string folder)
    {
        for (var at = folder; at is not null; at = Path.GetDirectoryName(at))
        {
            if (Read(at) is { } link)
            {
                return link;
            }
        }

        return null;
    }

    /// <summary>Whether the link is about an agent of this API.</summary>
    public bool IsFor(string api) => AgentId is { Length: > 0 } && (Api is null || string.Equals(Api, api, StringComparison.OrdinalIgnoreCase));

    /// <summary>Writes the link.</summary>
    public void Write(string folder) =>
        File.WriteAllText(Path.Combine(folder, FileName), JsonSerializer.Serialize(this, (System.Text.Json.Serialization.Metadata.JsonTypeInfo<ProjectLink>)CliJson.Indented.GetTypeInfo(typeof(ProjectLink))) + "\n");
}
