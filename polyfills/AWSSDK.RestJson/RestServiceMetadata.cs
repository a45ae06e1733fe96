using Amazon.Runtime.Internal;

namespace Amazon.RestJson;

/// <summary>Names a service to the SDK.</summary>
internal sealed class RestServiceMetadata(string serviceId) : IServiceMetadata
{
    public string ServiceId => serviceId;

    public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
