using System.Text.Json;
using System.Text.Json.Nodes;

namespace Webhost.Providers.Cloudflare.Building;

/// <summary>The members of a wrangler configuration that are taken into account here, and those that change nothing for code that runs here. What is neither is worth a warning.</summary>
internal static class WranglerMembers
{
    /// <summary>How many characters of a name are shown.</summary>
    public const int MaximumShown = 100;

    private static readonly HashSet<string> Known =
    [
        // Taken into account.
        "main", "compatibility_date", "compatibility_flags", "durable_objects", "vars", "ai", "define", "alias", "rules",

        // The platform's own affair: where code goes, how it is reached and watched, and how it is bundled.
        "$schema", "name", "account_id", "workers_dev", "preview_urls", "route", "routes", "migrations", "observability", "logpush", "tail_consumers", "limits", "placement",
        "usage_model", "keep_vars", "minify", "keep_names", "no_bundle", "find_additional_modules", "preserve_file_names", "base_dir", "upload_source_maps", "jsx_factory", "jsx_fragment",
        "tsconfig", "compliance_region", "topLevelName", "legacy_env", "node_compat",

        // For wrangler at work.
        "dev", "send_metrics", "dependencies_instrumentation", "python_modules", "secrets",
    ];

    /// <summary>Whether nothing need be said of it.</summary>
    public static bool IsKnown(string name) => Known.Contains(name);

    /// <summary>A member's text; null when it is none.</summary>
    public static string? Text(JsonNode? member) => member?.GetValueKind() == JsonValueKind.String ? member.GetValue<string>() : null;
}
