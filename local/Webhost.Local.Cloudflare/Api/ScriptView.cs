using System.Text.Json.Nodes;
using Webhost.Local.Cloudflare.Scripts;
using Webhost.Local.Cloudflare.Uploads;

namespace Webhost.Local.Cloudflare.Api;

/// <summary>How the API shows scripts, versions and deployments.</summary>
internal static class ScriptView
{
    private const string Author = "local@webhost.invalid";

    /// <summary>A script as lists and uploads show it.</summary>
    public static JsonObject Script(ScriptRecord record)
    {
        var deployed = record.Deployed;
        var view = new JsonObject
        {
            ["id"] = record.Name,
            ["tag"] = record.Id,
            ["tags"] = Strings(record.Settings.Tags),
            ["etag"] = deployed.ETag,
            ["handlers"] = Strings(deployed.Handlers),
            ["named_handlers"] = NamedHandlers(deployed),
            ["created_on"] = Time(record.CreatedOn),
            ["modified_on"] = Time(record.ModifiedOn),
            ["usage_model"] = "standard",
            ["compatibility_date"] = deployed.CompatibilityDate,
            ["compatibility_flags"] = Strings(deployed.CompatibilityFlags),
            ["has_assets"] = false,
            ["has_modules"] = true,
            ["logpush"] = record.Settings.Logpush,
            ["last_deployed_from"] = deployed.Source,
            ["deployment_id"] = deployed.Id.ToString("N"),
            ["startup_time_ms"] = deployed.StartupTimeMs,
        };
        if (record.MigrationTag is not null)
            view["migration_tag"] = record.MigrationTag;
        if (record.Settings.Observability is { } observability)
            view["observability"] = observability.DeepClone();
        return view;
    }

    /// <summary>The answer to an upload.</summary>
    public static JsonObject Uploaded(Published published, bool withExports)
    {
        var view = Script(published.Record);
        if (withExports)
        {
            view["exports_reconciliation"] = new JsonObject
            {
                ["created"] = Strings(published.Classes.Created),
                ["updated"] = new JsonArray(),
                ["deleted"] = Strings(published.Classes.Deleted.Select(durable => durable.ClassName)),
                ["renamed"] = new JsonArray([.. published.Classes.Renamed.Select(renamed => new JsonObject { ["from"] = renamed.From, ["to"] = renamed.To })]),
                ["transferred"] = new JsonArray(),
                ["transfer_pending"] = new JsonArray(),
                ["warnings"] = new JsonArray(),
                ["info"] = new JsonArray(),
                ["removable_entries"] = new JsonArray(),
            };
        }
        return view;
    }

    /// <summary>A script of a dispatch namespace.</summary>
    public static JsonObject Namespaced(ScriptRecord record) => new()
    {
        ["script"] = Script(record),
        ["dispatch_namespace"] = record.Namespace,
        ["created_on"] = Time(record.CreatedOn),
        ["modified_on"] = Time(record.ModifiedOn),
    };

    /// <summary>A script as the older service endpoints show it.</summary>
    public static JsonObject Service(ScriptRecord record)
    {
        var environment = Environment(record);
        return new JsonObject
        {
            ["id"] = record.Name,
            ["created_on"] = Time(record.CreatedOn),
            ["modified_on"] = Time(record.ModifiedOn),
            ["default_environment"] = environment,
            ["environments"] = new JsonArray(environment.DeepClone()),
        };
    }

    public static JsonObject Environment(ScriptRecord record) => new()
    {
        ["environment"] = "production",
        ["created_on"] = Time(record.CreatedOn),
        ["modified_on"] = Time(record.ModifiedOn),
        ["script"] = Script(record),
    };

    /// <summary>A script as the newer worker endpoints show it.</summary>
    public static JsonObject Worker(ScriptRecord record) => new()
    {
        ["id"] = record.Id,
        ["name"] = record.Name,
        ["created_on"] = Time(record.CreatedOn),
        ["updated_on"] = Time(record.ModifiedOn),
        ["logpush"] = record.Settings.Logpush,
        ["tags"] = Strings(record.Settings.Tags),
        ["observability"] = record.Settings.Observability?.DeepClone() ?? new JsonObject { ["enabled"] = false },
        ["tail_consumers"] = record.Settings.TailConsumers?.DeepClone() ?? new JsonArray(),
        ["subdomain"] = Subdomain(record.Settings),
    };

    public static JsonObject Subdomain(ScriptSettings settings) => new()
    {
        ["enabled"] = settings.SubdomainEnabled,
        ["previews_enabled"] = settings.PreviewsEnabled,
    };

    public static JsonObject Version(ScriptRecord record, ScriptVersion version) => new()
    {
        ["id"] = version.Id.ToString(),
        ["number"] = version.Number,
        ["metadata"] = new JsonObject
        {
            ["created_on"] = Time(version.CreatedOn),
            ["modified_on"] = Time(version.CreatedOn),
            ["source"] = version.Source,
            ["author_id"] = record.Id,
            ["author_email"] = Author,
            ["has_preview"] = false,
            ["hasPreview"] = false,
        },
        ["annotations"] = version.Annotations?.DeepClone() ?? new JsonObject(),
        ["resources"] = new JsonObject
        {
            ["script"] = new JsonObject
            {
                ["etag"] = version.ETag,
                ["handlers"] = Strings(version.Handlers),
                ["named_handlers"] = NamedHandlers(version),
                ["last_deployed_from"] = version.Source,
            },
            ["script_runtime"] = new JsonObject
            {
                ["compatibility_date"] = version.CompatibilityDate,
                ["compatibility_flags"] = Strings(version.CompatibilityFlags),
                ["usage_model"] = "standard",
                ["limits"] = version.Limits?.DeepClone() ?? new JsonObject(),
                ["migration_tag"] = record.MigrationTag,
            },
            ["bindings"] = Bindings(version),
        },
        ["startup_time_ms"] = version.StartupTimeMs,
    };

    public static JsonObject Deployment(ScriptDeployment deployment) => new()
    {
        ["id"] = deployment.Id.ToString(),
        ["source"] = deployment.Source,
        ["strategy"] = "percentage",
        ["author_email"] = Author,
        ["created_on"] = Time(deployment.CreatedOn),
        ["annotations"] = deployment.Annotations?.DeepClone() ?? new JsonObject(),
        ["versions"] = new JsonArray(new JsonObject { ["version_id"] = deployment.VersionId.ToString(), ["percentage"] = 100 }),
    };

    public static JsonObject Settings(ScriptRecord record)
    {
        var deployed = record.Deployed;
        return new JsonObject
        {
            ["bindings"] = Bindings(deployed),
            ["compatibility_date"] = deployed.CompatibilityDate,
            ["compatibility_flags"] = Strings(deployed.CompatibilityFlags),
            ["limits"] = deployed.Limits?.DeepClone() ?? new JsonObject(),
            ["placement"] = deployed.Placement?.DeepClone() ?? new JsonObject(),
            ["annotations"] = deployed.Annotations?.DeepClone() ?? new JsonObject(),
            ["usage_model"] = "standard",
            ["migration_tag"] = record.MigrationTag,
            ["tags"] = Strings(record.Settings.Tags),
            ["tail_consumers"] = record.Settings.TailConsumers?.DeepClone() ?? new JsonArray(),
            ["logpush"] = record.Settings.Logpush,
            ["observability"] = record.Settings.Observability?.DeepClone() ?? new JsonObject { ["enabled"] = false },
        };
    }

    public static JsonArray Bindings(ScriptVersion version) => new([.. version.Bindings.Select(binding => binding.Shown())]);

    public static JsonObject Namespace(DispatchNamespace item, int scripts) => new()
    {
        ["namespace_id"] = item.Id.ToString(),
        ["namespace_name"] = item.Name,
        ["created_on"] = Time(item.CreatedOn),
        ["modified_on"] = Time(item.CreatedOn),
        ["script_count"] = scripts,
        ["trusted_workers"] = false,
    };

    public static JsonArray Strings(IEnumerable<string> values) => new([.. values.Select(value => (JsonNode)value)]);

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'");

    private static JsonArray NamedHandlers(ScriptVersion version) => new([.. version.Exports
        .Where(export => export.Name != ExportedName.DefaultName && export.Handlers.Count > 0)
        .Select(export => new JsonObject { ["name"] = export.Name, ["handlers"] = Strings(export.Handlers) })]);
}
