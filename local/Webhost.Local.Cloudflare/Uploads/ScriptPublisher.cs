using System.Security.Cryptography;
using System.Text;
using Webhost.Local.Cloudflare.Api;
using Webhost.Local.Cloudflare.Scripts;

namespace Webhost.Local.Cloudflare.Uploads;

/// <summary>Takes an upload from its parts to a saved version. Whatever fails on the way, the script stays and serves as it was.</summary>
internal sealed class ScriptPublisher(
    CloudflareFacadeOptions options, ScriptStore store, SecretBox secrets, LaunchBuilder launches, UploadValidator validator, ScriptCatalog catalog, TimeProvider time)
{
    private const string DefaultCompatibilityDate = "2021-11-02";

    public async Task<ApiResult<Published>> PublishAsync(ScriptKey key, Upload upload, PublishMode mode, string source, CancellationToken cancellationToken)
    {
        if (!ScriptName.IsValid(key.Name))
            return ApiError.BadName(key.Name);
        if (upload.Metadata.Assets is not null)
            return ApiError.Invalid("Static assets are not supported by the local Cloudflare");
        if (upload.Metadata.Containers is { Count: > 0 })
            return ApiError.Invalid("Containers are not supported by the local Cloudflare");
        using var claim = catalog.TryChange(key);
        if (claim is null)
            return ApiError.ConcurrentChange;

        var record = catalog.Find(key)?.Record;
        if (record is null && mode == PublishMode.VersionOnly)
            return ApiError.ScriptNotFound;
        if (!ClassPlan.Make(record, upload.Metadata).TryGet(out var classes, out var error))
            return error;
        if (mode == PublishMode.VersionOnly && (upload.Metadata.Migrations is not null || !classes.IsNothing))
            return ApiError.VersionWithMigrations;

        var id = record?.Id ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        store.Prepare(id);
        var published = false;
        try
        {
            if (!(await MakeVersionAsync(key, id, record, upload, classes, source, cancellationToken)).TryGet(out var version, out error))
                return error;
            var saved = Record(key, id, record, version, classes, upload.Metadata, mode);
            await store.SaveAsync(saved, cancellationToken);
            published = true;
            store.SweepModules(saved);
            Serve(saved, classes, upload.Metadata, mode);
            return new Published(saved, version, classes);
        }
        finally
        {
            if (!published && record is null)
                store.RemoveFolder(id);
            else if (!published)
                store.SweepModules(record!);
        }
    }

    private async Task<ApiResult<ScriptVersion>> MakeVersionAsync(
        ScriptKey key, string id, ScriptRecord? record, Upload upload, ClassChange classes, string source, CancellationToken cancellationToken)
    {
        var metadata = upload.Metadata;
        var plan = new BindingPlan(secrets, key, id);
        if (!plan.Make(metadata.Bindings ?? [], metadata.KeepBindings ?? [], record?.Latest.Bindings ?? []).TryGet(out var bindings, out var error))
            return error;
        var unknown = bindings.FirstOrDefault(binding => binding.ClassName is { } name && classes.Classes.All(durable => durable.ClassName != name));
        if (unknown is not null)
            return ApiError.ClassNotConfigured(unknown.ClassName!);

        var modules = new List<ScriptModule>();
        foreach (var module in upload.Modules)
        {
            var hash = await store.WriteModuleAsync(id, module.Content, cancellationToken);
            modules.Add(new ScriptModule { Name = module.Name, Kind = module.Kind, Hash = hash, Size = module.Content.Length });
        }
        var draft = new ScriptVersion
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            Number = (record?.Latest.Number ?? 0) + 1,
            CreatedOn = time.GetUtcNow(),
            Source = source,
            Modules = modules,
            Bindings = bindings,
            CompatibilityDate = metadata.CompatibilityDate ?? DefaultCompatibilityDate,
            CompatibilityFlags = metadata.CompatibilityFlags ?? [],
            Exports = [],
            ETag = ETag(modules),
            StartupTimeMs = 0,
            Annotations = metadata.Annotations,
            Limits = metadata.Limits,
            Placement = metadata.Placement,
        };
        return await ValidateAsync(id, draft, classes, cancellationToken);
    }

    /// <summary>Boots the draft and checks that it exports what is asked of it.</summary>
    private async Task<ApiResult<ScriptVersion>> ValidateAsync(string id, ScriptVersion draft, ClassChange classes, CancellationToken cancellationToken)
    {
        if (!(await validator.ValidateAsync(launches.Build(id, draft, classes.Classes), cancellationToken)).TryGet(out var validated, out var error))
            return error;
        var version = draft with { Exports = validated.Exports, StartupTimeMs = validated.StartupTimeMs };
        var missing = classes.Classes.FirstOrDefault(durable => !version.ExportsClass(durable.ClassName));
        if (missing is not null)
        {
            return classes.Created.Contains(missing.ClassName) || classes.Renamed.Any(renamed => renamed.To == missing.ClassName)
                ? ApiError.ClassNotExported(missing.ClassName)
                : ApiError.ClassStillUsed(missing.ClassName);
        }
        return version.Exports.Any(export => export.Handlers.Count > 0) || classes.Classes.Count > 0 ? version : ApiError.NoHandlers;
    }

    private ScriptRecord Record(
        ScriptKey key, string id, ScriptRecord? record, ScriptVersion version, ClassChange classes, UploadMetadata metadata, PublishMode mode)
    {
        var deployment = new ScriptDeployment
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            VersionId = version.Id,
            CreatedOn = version.CreatedOn,
            Source = version.Source,
            Annotations = metadata.Annotations,
        };
        var settings = record?.Settings ?? new ScriptSettings();
        var next = new ScriptRecord
        {
            Id = id,
            Name = key.Name,
            Namespace = key.Namespace,
            CreatedOn = record?.CreatedOn ?? version.CreatedOn,
            ModifiedOn = version.CreatedOn,
            MigrationTag = classes.Tag,
            Classes = classes.Classes,
            Versions = [.. record?.Versions ?? [], version],
            Deployments = mode == PublishMode.Deploy ? [.. record?.Deployments ?? [], deployment] : record!.Deployments,
            Settings = mode == PublishMode.VersionOnly ? settings : settings with
            {
                Tags = metadata.Tags ?? settings.Tags,
                Observability = metadata.Observability ?? settings.Observability,
                TailConsumers = metadata.TailConsumers ?? settings.TailConsumers,
                Logpush = metadata.Logpush ?? settings.Logpush,
            },
        };
        return next.Pruned(key.Namespace is null ? options.MaxVersions : 1);
    }

    private void Serve(ScriptRecord saved, ClassChange classes, UploadMetadata metadata, PublishMode mode)
    {
        if (mode == PublishMode.VersionOnly)
        {
            catalog.Find(saved.Key)!.Record = saved;
            return;
        }
        catalog.Deploy(saved, CodeUpdateStrategy.Drain(metadata.CodeUpdateStrategy, options.DrainTimeout), () =>
        {
            foreach (var deleted in classes.Deleted)
                store.RemoveClass(saved.Id, deleted.UniqueKey);
        });
    }

    private static string ETag(IEnumerable<ScriptModule> modules) => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes(string.Join('\n', modules.Select(module => $"{module.Name}\0{module.Kind}\0{module.Hash}")))));
}
