namespace Webhost.Providers.Cloudflare;

/// <summary>Where an account keeps the agents' Workers.</summary>
public enum CloudflareDriver
{
    /// <summary>In a dispatch namespace (Workers for Platforms), behind the dispatcher Worker.</summary>
    DispatchNamespace,

    /// <summary>As Workers of the account itself, for small accounts; each is reached under its own address.</summary>
    Account,
}
