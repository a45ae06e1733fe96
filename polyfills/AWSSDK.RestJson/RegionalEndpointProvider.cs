using Amazon.Runtime;
using Amazon.Runtime.Endpoints;

namespace Amazon.RestJson;

/// <summary>A service's address: the one that was set, or else the region's.</summary>
internal sealed class RegionalEndpointProvider(string host) : IEndpointProvider
{
    public Endpoint ResolveEndpoint(EndpointParameters parameters)
    {
        if (parameters["Endpoint"] is string { Length: > 0 } address)
        {
            return new Endpoint(address);
        }

        var region = parameters["Region"] as string ?? throw new AmazonClientException("Invalid Configuration: Missing Region");
        var fips = parameters["UseFIPS"] is true ? "-fips" : string.Empty;
        var suffix = parameters["UseDualStack"] is true ? "api.aws" : RegionEndpoint.GetBySystemName(region).PartitionDnsSuffix;
        return new Endpoint($"https://{host}{fips}.{region}.{suffix}");
    }
}
