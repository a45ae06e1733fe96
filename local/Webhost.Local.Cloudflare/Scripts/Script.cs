using Webhost.Local.Cloudflare.Durable;
using Webhost.Local.Cloudflare.Logs;
using Webhost.Local.Cloudflare.Runtime;

namespace Webhost.Local.Cloudflare.Scripts;

/// <summary>A script in memory: what is known of it, what runs it, and its log.</summary>
internal sealed class Script(ScriptRecord record, string durableFolder, ScriptRuntime runtime, ScriptLog log)
{
    private volatile ScriptRecord _record = record;

    public ScriptRecord Record
    {
        get => _record;
        set => _record = value;
    }

    public ScriptRuntime Runtime => runtime;

    public ScriptLog Log => log;

    /// <summary>When to start the script for an alarm, while it doesn't run. Null when none is set.</summary>
    public DateTimeOffset? WakeAt { get; set; }

    /// <summary>Whether it ran when it was last looked after.</summary>
    public bool Ran { get; set; }

    /// <summary>When the next alarm of its Durable Objects is due, read from disk.</summary>
    public DateTimeOffset? NextAlarm() => AlarmReader.Next(durableFolder, Record.Classes);
}
