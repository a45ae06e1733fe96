using System.Globalization;
using System.Text.Json.Nodes;
using Webhost.Local.LemonSqueezy.Records;

namespace Webhost.Local.LemonSqueezy.Api.Resources;

/// <summary>A type of resource: which there are, and how they are shown, found, filtered and related.</summary>
internal abstract class ResourceKind(string type)
{
    public string Type => type;

    /// <summary>The names of the filters of its list.</summary>
    public abstract IEnumerable<string> FilterNames { get; }

    /// <summary>The names of its relationships, in the order in which they are shown.</summary>
    public abstract IEnumerable<string> RelationNames { get; }

    /// <summary>All there are, oldest first.</summary>
    public abstract IEnumerable<IRecord> All(ResourceView view);

    public abstract string IdOf(IRecord record);

    public abstract JsonObject Attributes(IRecord record, ResourceView view);

    /// <summary>Whether a filter lets a record through.</summary>
    public abstract bool Passes(IRecord record, string filter, string value, ResourceView view);

    /// <summary>The related records, with their type and whether there may be several.</summary>
    public abstract (string Type, bool IsMany, IReadOnlyList<IRecord> Records) Related(IRecord record, string relation, ResourceView view);

    public IRecord? Find(ResourceView view, string id) => All(view).FirstOrDefault(record => string.Equals(IdOf(record), id, StringComparison.Ordinal));
}

/// <inheritdoc />
internal sealed class ResourceKind<T>(string type, Func<ResourceView, IEnumerable<T>> source, Func<T, ResourceView, JsonObject> attributes) : ResourceKind(type)
    where T : class, IRecord
{
    /// <summary>The id outside, where it isn't the number.</summary>
    public Func<T, string> Key { get; init; } = record => record.Id.ToString(CultureInfo.InvariantCulture);

    /// <summary>The value that each filter compares.</summary>
    public Dictionary<string, Func<T, ResourceView, object>> Filters { get; init; } = [];

    public IReadOnlyList<Relation<T>> Relations { get; init; } = [];

    public override IEnumerable<string> FilterNames => Filters.Keys;

    public override IEnumerable<string> RelationNames => Relations.Select(relation => relation.Name);

    public override IEnumerable<IRecord> All(ResourceView view) => source(view);

    public override string IdOf(IRecord record) => Key((T)record);

    public override JsonObject Attributes(IRecord record, ResourceView view) => attributes((T)record, view);

    public override bool Passes(IRecord record, string filter, string value, ResourceView view) => Filters[filter]((T)record, view) switch
    {
        bool flag => value is "1" or "true" ? flag : value is "0" or "false" && !flag,
        var other => string.Equals(Convert.ToString(other, CultureInfo.InvariantCulture), value, StringComparison.OrdinalIgnoreCase),
    };

    public override (string Type, bool IsMany, IReadOnlyList<IRecord> Records) Related(IRecord record, string relation, ResourceView view)
    {
        var found = Relations.First(candidate => string.Equals(candidate.Name, relation, StringComparison.Ordinal));
        return (found.Type, found.IsMany, [.. found.Related((T)record, view)]);
    }
}
