namespace Webhost.Local.Cloudflare.Runtime;

/// <summary>What a process is started for, which says how strictly its start is timed.</summary>
internal enum StartPurpose
{
    /// <summary>To see whether an upload starts, within Cloudflare's limits.</summary>
    Validate,

    /// <summary>To serve what was validated: a busy machine must not turn a good script away.</summary>
    Serve,
}
