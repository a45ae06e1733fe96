using System.Text.Json.Nodes;
using Webhost.Local.Cloudflare.Api;
using Webhost.Local.Cloudflare.Uploads;

namespace Webhost.Local.Cloudflare.Scripts;

/// <summary>The changes of a script that bring no new code: deployments, secrets, settings, deletion.</summary>
internal sealed class ScriptChanges(
    CloudflareFacadeOptions options, ScriptStore store, SecretBox secrets, LaunchBuilder launches, UploadValidator validator, ScriptCatalog catalog, TimeProvider time)
{
    /// <summary>Lets a kept version serve again.</summary>
    public Task<ApiResult<ScriptDeployment>> DeployAsync(
        ScriptKey key, Guid versionId, JsonNode? annotations, CodeUpdateStrategy? strategy, string source, CancellationToken cancellationToken) =>
        ChangeAsync<ScriptDeployment>(key, async script =>
        {
            var record = script.Record;
            if (record.Version(versionId) is not { } version)
                return ApiError.VersionNotFound;
            var missing = record.Classes.FirstOrDefault(durable => !version.ExportsClass(durable.ClassName));
            if (missing is not null)
                return ApiError.VersionNotDeployable($"Version {versionId} does not export the Durable Object class '{missing.ClassName}' that this Worker has now.");
            var deployment = NewDeployment(versionId, source, annotations);
            await SaveAndServeAsync(record with { Deployments = [.. record.Deployments, deployment] }, strategy, cancellationToken);
            return deployment;
        });

    /// <summary>Sets secrets, and removes those whose value is null. Takes effect at once.</summary>
    public Task<ApiResult<ScriptRecord>> SetSecretsAsync(ScriptKey key, IReadOnlyDictionary<string, string?> changes, CancellationToken cancellationToken) =>
        ChangeAsync<ScriptRecord>(key, async script =>
        {
            var record = script.Record;
            if (key.Namespace is null && record.Latest.Id != record.Deployed.Id)
                return ApiError.LatestNotDeployed;
            var bindings = record.Latest.Bindings.ToList();
            var plan = new BindingPlan(secrets, key, record.Id);
            foreach (var (name, value) in changes)
            {
                var old = bindings.FindIndex(binding => binding.Name == name);
                if (old >= 0 && bindings[old].Type != Binding.SecretText)
                    return ApiError.BindingNameTaken(name);
                if (old < 0 && value is null)
                    return ApiError.BindingNotFound(name);
                if (old >= 0)
                    bindings.RemoveAt(old);
                if (value is not null)
                    bindings.Add(plan.Secret(name, value));
            }
            return await AddVersionAsync(record, record.Latest with { Bindings = bindings, Source = "secret" }, cancellationToken);
        });

    /// <summary>Changes what no version holds. Takes effect without a restart.</summary>
    public Task<ApiResult<ScriptRecord>> UpdateSettingsAsync(ScriptKey key, Func<ScriptSettings, ApiResult<ScriptSettings>> update, CancellationToken cancellationToken) =>
        ChangeAsync<ScriptRecord>(key, async script =>
        {
            if (!update(script.Record.Settings).TryGet(out var settings, out var error))
                return error;
            var record = script.Record with { Settings = settings };
            await store.SaveAsync(record, cancellationToken);
            script.Record = record;
            return record;
        });

    /// <summary>Makes a version like the latest one but for its bindings and runtime settings, and lets it serve.</summary>
    public Task<ApiResult<ScriptRecord>> AmendAsync(ScriptKey key, UploadMetadata changes, CancellationToken cancellationToken) =>
        ChangeAsync<ScriptRecord>(key, async script =>
        {
            var record = script.Record;
            var latest = record.Latest;
            var bindings = latest.Bindings;
            if (changes.Bindings is { } uploaded)
            {
                if (!new BindingPlan(secrets, key, record.Id).Make(uploaded, changes.KeepBindings ?? [Binding.SecretText], latest.Bindings).TryGet(out var made, out var error))
                    return error;
                var unknown = made.FirstOrDefault(binding => binding.ClassName is { } name && record.Classes.All(durable => durable.ClassName != name));
                if (unknown is not null)
                    return ApiError.ClassNotConfigured(unknown.ClassName!);
                bindings = made;
            }
            var version = latest with
            {
                Bindings = bindings,
                CompatibilityDate = changes.CompatibilityDate ?? latest.CompatibilityDate,
                CompatibilityFlags = changes.CompatibilityFlags ?? latest.CompatibilityFlags,
                Limits = changes.Limits ?? latest.Limits,
                Placement = changes.Placement ?? latest.Placement,
                Source = "api",
            };
            var validated = await validator.ValidateAsync(launches.Build(record.Id, version, record.Classes), cancellationToken);
            return validated.Error is { } refused ? refused : await AddVersionAsync(record, version, cancellationToken);
        });

    /// <summary>Deletes a script with its data. Requests in flight may go on for the drain time, new ones find nothing.</summary>
    public Task<ApiResult<ScriptRecord>> DeleteAsync(ScriptKey key) => ChangeAsync<ScriptRecord>(key, script =>
    {
        catalog.Remove(script, options.DrainTimeout);
        return Task.FromResult<ApiResult<ScriptRecord>>(script.Record);
    });

    private async Task<ApiResult<T>> ChangeAsync<T>(ScriptKey key, Func<Script, Task<ApiResult<T>>> change)
        where T : notnull
    {
        using var claim = catalog.TryChange(key);
        if (claim is null)
            return ApiError.ConcurrentChange;
        if (catalog.Find(key) is { } script)
            return await change(script);
        return key.Namespace is null ? ApiError.ScriptNotFound : ApiError.NamespacedScriptNotFound;
    }

    private async Task<ScriptRecord> AddVersionAsync(ScriptRecord record, ScriptVersion changed, CancellationToken cancellationToken)
    {
        var version = changed with { Id = Guid.CreateVersion7(time.GetUtcNow()), Number = record.Latest.Number + 1, CreatedOn = time.GetUtcNow() };
        var next = record with
        {
            Versions = [.. record.Versions, version],
            Deployments = [.. record.Deployments, NewDeployment(version.Id, version.Source, annotations: null)],
        };
        return await SaveAndServeAsync(next.Pruned(record.Namespace is null ? options.MaxVersions : 1), strategy: null, cancellationToken);
    }

    private async Task<ScriptRecord> SaveAndServeAsync(ScriptRecord record, CodeUpdateStrategy? strategy, CancellationToken cancellationToken)
    {
        var next = record with { ModifiedOn = time.GetUtcNow() };
        await store.SaveAsync(next, cancellationToken);
        catalog.Deploy(next, CodeUpdateStrategy.Drain(strategy, options.DrainTimeout));
        return next;
    }

    private ScriptDeployment NewDeployment(Guid versionId, string source, JsonNode? annotations) => new()
    {
        Id = Guid.CreateVersion7(time.GetUtcNow()),
        VersionId = versionId,
        CreatedOn = time.GetUtcNow(),
        Source = source,
        Annotations = annotations,
    };
}
