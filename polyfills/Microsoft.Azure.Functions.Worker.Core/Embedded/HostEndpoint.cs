using Microsoft.AspNetCore.Http;

namespace Microsoft.Azure.Functions.Worker.Embedded;

/// <summary>
/// An HTTP endpoint of the host itself, outside the functions and their route prefix, for example an extension's management API. Extensions
/// register any number as singletons.
/// </summary>
/// <param name="Pattern">A route template from the root, for example <c>runtime/webhooks/durabletask/instances/{instanceId}</c>.</param>
/// <param name="Methods">The methods; none means any.</param>
/// <param name="Handler">Answers the request.</param>
internal sealed record HostEndpoint(string Pattern, IReadOnlyList<string> Methods, RequestDelegate Handler);
