namespace Webhost.Local.Cloudflare.Uploads;

/// <summary>What an upload does with the version that it makes.</summary>
internal enum PublishMode
{
    /// <summary>Serves it at once.</summary>
    Deploy,

    /// <summary>Keeps it for a later deployment.</summary>
    VersionOnly,
}
