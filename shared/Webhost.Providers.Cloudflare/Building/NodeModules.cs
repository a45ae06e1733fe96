namespace Webhost.Providers.Cloudflare.Building;

/// <summary>
/// Node's modules that the runtime has, and hides from code of an older compatibility date than the one of which they are on by themselves. wrangler fills that gap with
/// stand-ins of its own when it bundles; here the runtime's are switched on.
/// </summary>
internal static class NodeModules
{
    // From this date on with nodejs_compat, and by these flags before.
    private static readonly (string Date, string[] Flags)[] Since =
    [
        ("2025-08-15", ["enable_nodejs_http_modules"]),
        ("2025-09-01", ["enable_nodejs_http_server_modules", "enable_nodejs_http2_module"]),
        ("2025-09-15", ["enable_nodejs_fs_module", "enable_nodejs_os_module"]),
        ("2025-09-21", ["enable_nodejs_console_module"]),
        ("2025-10-01", ["enable_nodejs_vm_module"]),
        ("2025-12-04", ["enable_nodejs_cluster_module", "enable_nodejs_domain_module", "enable_nodejs_punycode_module", "enable_nodejs_trace_events_module", "enable_nodejs_wasi_module"]),
        ("2026-01-29", ["enable_nodejs_dgram_module", "enable_nodejs_inspector_module", "enable_nodejs_sqlite_module", "enable_nodejs_stream_wrap_module"]),
        ("2026-03-17",
        [
            "enable_nodejs_child_process_module", "enable_nodejs_perf_hooks_module", "enable_nodejs_readline_module", "enable_nodejs_repl_module", "enable_nodejs_tty_module",
            "enable_nodejs_v8_module", "enable_nodejs_worker_threads_module",
        ]),
    ];

    /// <summary>The flags that code of a date needs to find them all; those that it switches off itself are left out.</summary>
    /// <param name="date">The compatibility date.</param>
    /// <param name="asked">The flags that the code's own configuration names.</param>
    public static IEnumerable<string> Flags(string date, IReadOnlyList<string> asked) => Since
        .Where(entry => string.CompareOrdinal(date, entry.Date) < 0)
        .SelectMany(entry => entry.Flags)
        .Where(flag => !asked.Contains(flag.Replace("enable_", "disable_", StringComparison.Ordinal), StringComparer.Ordinal));
}
