namespace Webhost.Local.Cloudflare.Scripts;

/// <summary>Everything known of a script, as kept on disk. Replaced as a whole, never changed in place.</summary>
internal sealed record ScriptRecord
{
    /// <summary>The script's tag at Cloudflare, and the name of its folder here: a deleted script's name can be taken again at once.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    public string? Namespace { get; init; }

    public required DateTimeOffset CreatedOn { get; init; }

    public required DateTimeOffset ModifiedOn { get; init; }

    public string? MigrationTag { get; init; }

    public IReadOnlyList<DurableClass> Classes { get; init; } = [];

    /// <summary>Newest last; never empty.</summary>
    public required IReadOnlyList<ScriptVersion> Versions { get; init; }

    /// <summary>Newest last; never empty.</summary>
    public required IReadOnlyList<ScriptDeployment> Deployments { get; init; }

    public ScriptSettings Settings { get; init; } = new();

    public ScriptKey Key => new(Namespace, Name);

    public ScriptVersion Latest => Versions[^1];

    public ScriptVersion Deployed => Versions.First(version => version.Id == Deployments[^1].VersionId);

    public ScriptVersion? Version(Guid id) => Versions.FirstOrDefault(version => version.Id == id);

    /// <summary>The record with so many of its newest versions, the deployed one in any case, and the deployments of those.</summary>
    public ScriptRecord Pruned(int versions)
    {
        var deployed = Deployed.Id;
        var kept = Versions.Skip(Math.Max(0, Versions.Count - versions)).Select(version => version.Id).Append(deployed).ToHashSet();
        return this with
        {
            Versions = [.. Versions.Where(version => kept.Contains(version.Id))],
            Deployments = [.. Deployments.Where(deployment => kept.Contains(deployment.VersionId))],
        };
    }
}
