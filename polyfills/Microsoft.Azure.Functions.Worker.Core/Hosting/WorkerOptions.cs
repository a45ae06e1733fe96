using Azure.Core.Serialization;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Options of the worker.</summary>
public class WorkerOptions
{
    /// <summary>Reads and writes JSON bodies of <c>HttpRequestData</c> and <c>HttpResponseData</c>; names are read in any case by default.</summary>
    public ObjectSerializer? Serializer { get; set; }

    /// <summary>Converters that are asked, in order, before the built-in ones.</summary>
    public InputConverterCollection InputConverters { get; } = [];

    /// <summary>What the worker announces to a host; kept for compatibility, the embedded host needs none.</summary>
    public IDictionary<string, string> Capabilities { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["HandlesWorkerTerminateMessage"] = bool.TrueString,
        ["HandlesInvocationCancelMessage"] = bool.TrueString,
        ["IncludeEmptyEntriesInMessagePayload"] = bool.TrueString,
        ["EnableUserCodeException"] = bool.TrueString,
    };
}
