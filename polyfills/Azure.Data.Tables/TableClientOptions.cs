#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

using Azure.Core;

namespace Azure.Data.Tables;

/// <summary>Settings of the table clients; retries, diagnostics and transport come from <see cref="ClientOptions"/>.</summary>
public class TableClientOptions : ClientOptions
{
    /// <summary>Settings for one version of the service's protocol.</summary>
    public TableClientOptions(ServiceVersion serviceVersion = ServiceVersion.V2020_12_06) =>
        VersionHeader = serviceVersion switch
        {
            ServiceVersion.V2019_02_02 => "2019-02-02",
            ServiceVersion.V2020_12_06 => "2020-12-06",
            _ => throw new NotSupportedException($"The service version {serviceVersion} is not known."),
        };

    /// <summary>The versions of the service's protocol.</summary>
    public enum ServiceVersion
    {
        /// <summary>Before access tokens.</summary>
        V2019_02_02 = 1,

        /// <summary>With access tokens; the default.</summary>
        V2020_12_06 = 2,
    }

    /// <summary>The cloud that access tokens are asked for; the public one when not set.</summary>
    public TableAudience? Audience { get; set; }

    /// <summary>Whether the tenant is learned from the service's challenge instead of the credential's settings.</summary>
    public bool EnableTenantDiscovery { get; set; }

    internal string VersionHeader { get; }
}
