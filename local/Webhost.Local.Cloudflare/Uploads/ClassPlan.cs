using System.Security.Cryptography;
using Webhost.Local.Cloudflare.Api;
using Webhost.Local.Cloudflare.Scripts;

namespace Webhost.Local.Cloudflare.Uploads;

/// <summary>Applies migrations, or the declarative exports that can take their place, to a script's Durable Object classes.</summary>
internal sealed class ClassPlan
{
    private readonly List<DurableClass> _classes;
    private readonly List<string> _created = [];
    private readonly List<RenamedClass> _renamed = [];
    private readonly List<DurableClass> _deleted = [];

    private ClassPlan(IEnumerable<DurableClass> classes) => _classes = [.. classes];

    /// <param name="record">The script as it is, or null for a new one.</param>
    /// <param name="metadata">The upload.</param>
    public static ApiResult<ClassChange> Make(ScriptRecord? record, UploadMetadata metadata)
    {
        var plan = new ClassPlan(record?.Classes ?? []);
        var tag = record?.MigrationTag;
        ApiError? error = null;
        if (metadata.Migrations is { } migrations)
        {
            if (metadata.Exports is { Count: > 0 })
                return ApiError.Migration("An upload carries either migrations or exports of Durable Objects, not both.");
            if (migrations.OldTag != tag)
                return ApiError.MigrationTag(tag, migrations.OldTag);
            tag = migrations.NewTag ?? tag;
            error = plan.Migrate(migrations);
        }
        else if (metadata.Exports is { } exports)
        {
            error = plan.Reconcile(exports);
        }
        if (error is not null)
            return error;
        return new ClassChange { Classes = plan._classes, Tag = tag, Created = plan._created, Renamed = plan._renamed, Deleted = plan._deleted };
    }

    private ApiError? Migrate(UploadMigrations migrations)
    {
        foreach (var step in migrations.AllSteps)
        {
            if (step.TransferredClasses is { Count: > 0 })
                return ApiError.Migration("The local Cloudflare does not transfer Durable Objects between Workers.");
            var error = FirstError(step.NewClasses, name => Create(name, sqlite: false))
                ?? FirstError(step.NewSqliteClasses, name => Create(name, sqlite: true))
                ?? FirstError(step.RenamedClasses, Rename)
                ?? FirstError(step.DeletedClasses, Delete);
            if (error is not null)
                return error;
        }
        return null;
    }

    /// <summary>Exports name the state that is wanted, so repeating one that is reached already changes nothing.</summary>
    private ApiError? Reconcile(IReadOnlyDictionary<string, UploadExport> exports)
    {
        var durable = exports.Where(export => export.Value.Type == UploadExport.DurableObject).ToList();
        foreach (var (name, export) in durable)
        {
            var error = export.State switch
            {
                "renamed" when Find(name) is not null && export.RenamedTo is { } target => Rename(new RenamedClass { From = name, To = target }),
                "deleted" when Find(name) is not null => Delete(name),
                "renamed" or "deleted" or "created" or null => null,
                _ => ApiError.Exports($"class '{name}': the local Cloudflare does not transfer Durable Objects between Workers."),
            };
            if (error is not null)
                return error;
        }
        foreach (var (name, export) in durable.Where(export => export.Value.State is null or "created"))
        {
            if (Find(name) is null && Create(name, sqlite: export.Storage is not "legacy-kv") is { } error)
                return error;
        }
        return null;
    }

    private ApiError? Create(string name, bool sqlite)
    {
        if (Find(name) is not null)
            return ApiError.Migration($"Cannot apply new-class migration to class '{name}' that is already depended on by existing Durable Objects.");
        _classes.Add(new DurableClass { ClassName = name, UniqueKey = RandomNumberGenerator.GetHexString(32, lowercase: true), Sqlite = sqlite });
        _created.Add(name);
        return null;
    }

    private ApiError? Rename(RenamedClass renamed)
    {
        if (Find(renamed.From) is not { } durable)
            return ApiError.Migration($"Cannot rename class '{renamed.From}': the script has no such Durable Object class.");
        if (Find(renamed.To) is not null)
            return ApiError.Migration($"Cannot rename class '{renamed.From}' to '{renamed.To}', which exists already.");
        _classes[_classes.IndexOf(durable)] = durable with { ClassName = renamed.To };
        _renamed.Add(renamed);
        return null;
    }

    private ApiError? Delete(string name)
    {
        if (Find(name) is not { } durable)
            return ApiError.Migration($"Cannot delete class '{name}': the script has no such Durable Object class.");
        _classes.Remove(durable);
        _created.Remove(name);
        _deleted.Add(durable);
        return null;
    }

    private DurableClass? Find(string name) => _classes.Find(durable => durable.ClassName == name);

    private static ApiError? FirstError<T>(IEnumerable<T>? items, Func<T, ApiError?> apply) =>
        items?.Select(apply).FirstOrDefault(error => error is not null);
}
