using Microsoft.AspNetCore.Http;
using Webhost.Local.AgentCore.Admin;
using Webhost.Local.AgentCore.Identity;
using Webhost.Local.AgentCore.Memory;
using Webhost.Local.AgentCore.Runtimes;
using Webhost.Local.AgentCore.Sessions;
using Webhost.Local.AgentCore.Signing;

namespace Webhost.Local.AgentCore.Http;

/// <summary>Which operation of AgentCore a request is. Slashes at the end matter.</summary>
internal sealed class Operations(
    RuntimeRoutes runtimes, EndpointRoutes endpoints, TagRoutes tags, IdentityRoutes identity, InvokeRoutes invoke,
    MemoryRoutes memories, MemoryEventRoutes events, LongTermRoutes records, Faults faults)
{
    // Of memories, those whose ids it was given: it can neither list nor make nor remove any.
    private static readonly string[] AgentMay =
    [
        "GetWorkloadAccessToken", "GetWorkloadAccessTokenForUserId", "GetWorkloadAccessTokenForJWT", "GetResourceApiKey",
        "GetMemory", "CreateEvent", "GetEvent", "DeleteEvent", "ListEvents", "ListSessions", "ListActors",
        "BatchCreateMemoryRecords", "GetMemoryRecord", "DeleteMemoryRecord", "ListMemoryRecords", "RetrieveMemoryRecords",
    ];

    public Task ServeAsync(HttpContext context, RequestTarget target, Caller caller)
    {
        var segments = target.RawPath[1..].Split('/').Select(RequestTarget.Decode).ToArray();
        var (name, serve) = Find(context, target, caller, segments);
        if (caller.SessionOf is not null && !AgentMay.Contains(name, StringComparer.Ordinal))
            throw AwsException.Denied($"The role of an agent is not authorized to perform: bedrock-agentcore:{name}");
        faults.ThrowIfAny(name);
        return serve();
    }

    private (string Name, Func<Task> Serve) Find(HttpContext context, RequestTarget target, Caller caller, string[] segments) => (context.Request.Method, segments) switch
    {
        ("PUT", ["runtimes", ""]) => ("CreateAgentRuntime", () => runtimes.CreateAsync(context)),
        ("POST", ["runtimes", ""]) => ("ListAgentRuntimes", () => runtimes.ListAsync(context, target)),
        ("PUT", ["runtimes", var id, ""]) => ("UpdateAgentRuntime", () => runtimes.UpdateAsync(context, id)),
        ("GET", ["runtimes", var id, ""]) => ("GetAgentRuntime", () => runtimes.GetAsync(context, target, id)),
        ("DELETE", ["runtimes", var id, ""]) => ("DeleteAgentRuntime", () => runtimes.DeleteAsync(context, target, id)),
        ("POST", ["runtimes", var id, "versions", ""]) => ("ListAgentRuntimeVersions", () => runtimes.ListVersionsAsync(context, target, id)),
        ("PUT", ["runtimes", var id, "runtime-endpoints", ""]) => ("CreateAgentRuntimeEndpoint", () => endpoints.CreateAsync(context, id)),
        ("POST", ["runtimes", var id, "runtime-endpoints", ""]) => ("ListAgentRuntimeEndpoints", () => endpoints.ListAsync(context, target, id)),
        ("PUT", ["runtimes", var id, "runtime-endpoints", var endpoint, ""]) => ("UpdateAgentRuntimeEndpoint", () => endpoints.UpdateAsync(context, id, endpoint)),
        ("GET", ["runtimes", var id, "runtime-endpoints", var endpoint, ""]) => ("GetAgentRuntimeEndpoint", () => endpoints.GetAsync(context, id, endpoint)),
        ("DELETE", ["runtimes", var id, "runtime-endpoints", var endpoint, ""]) => ("DeleteAgentRuntimeEndpoint", () => endpoints.DeleteAsync(context, target, id, endpoint)),
        ("POST", ["runtimes", var arn, "invocations"]) => ("InvokeAgentRuntime", () => invoke.InvokeAsync(context, target, arn)),
        ("POST", ["runtimes", var arn, "stopruntimesession"]) => ("StopRuntimeSession", () => invoke.StopAsync(context, target, arn)),
        (_, ["memories", ..]) => Memory(context, segments),
        ("GET", ["tags", var arn]) => ("ListTagsForResource", () => tags.ListAsync(context, arn)),
        ("POST", ["tags", var arn]) => ("TagResource", () => tags.TagAsync(context, arn)),
        ("DELETE", ["tags", var arn]) => ("UntagResource", () => tags.UntagAsync(context, target, arn)),
        ("POST", ["identities", "api-key"]) => ("GetResourceApiKey", () => identity.ApiKeyAsync(context, caller)),
        ("POST", ["identities", var name]) => (name, Identity(context, caller, name)),
        _ => throw Unknown(),
    };

    private (string Name, Func<Task> Serve) Memory(HttpContext context, string[] segments) => (context.Request.Method, segments) switch
    {
        ("POST", [_, "create"]) => ("CreateMemory", () => memories.CreateAsync(context)),
        ("POST", [_, ""]) => ("ListMemories", () => memories.ListAsync(context)),
        ("GET", [_, var id, "details"]) => ("GetMemory", () => memories.GetAsync(context, id)),
        ("PUT", [_, var id, "update"]) => ("UpdateMemory", () => memories.UpdateAsync(context, id)),
        ("DELETE", [_, var id, "delete"]) => ("DeleteMemory", () => memories.DeleteAsync(context, id)),
        ("POST", [_, var id, "events"]) => ("CreateEvent", () => events.CreateAsync(context, id)),
        ("POST", [_, var id, "actors"]) => ("ListActors", () => events.ListActorsAsync(context, id)),
        ("POST", [_, var id, "actor", var actor, "sessions"]) => ("ListSessions", () => events.ListSessionsAsync(context, id, actor)),
        ("POST", [_, var id, "actor", var actor, "sessions", var session]) => ("ListEvents", () => events.ListAsync(context, id, actor, session)),
        ("GET", [_, var id, "actor", var actor, "sessions", var session, "events", var item]) => ("GetEvent", () => events.GetAsync(context, id, actor, session, item)),
        ("DELETE", [_, var id, "actor", var actor, "sessions", var session, "events", var item]) => ("DeleteEvent", () => events.DeleteAsync(context, id, actor, session, item)),
        ("POST", [_, var id, "memoryRecords", "batchCreate"]) => ("BatchCreateMemoryRecords", () => records.CreateAsync(context, id)),
        ("POST", [_, var id, "memoryRecords"]) => ("ListMemoryRecords", () => records.ListAsync(context, id)),
        ("POST", [_, var id, "retrieve"]) => ("RetrieveMemoryRecords", () => records.RetrieveAsync(context, id)),
        ("GET", [_, var id, "memoryRecord", var record]) => ("GetMemoryRecord", () => records.GetAsync(context, id, record)),
        ("DELETE", [_, var id, "memoryRecords", var record]) => ("DeleteMemoryRecord", () => records.DeleteAsync(context, id, record)),
        _ => throw Unknown("The local AgentCore has memories, their events, and records that are written by themselves; nothing that extracts, ingests or changes many at once."),
    };

    private Func<Task> Identity(HttpContext context, Caller caller, string name) => name switch
    {
        "CreateApiKeyCredentialProvider" => () => identity.CreateProviderAsync(context),
        "GetApiKeyCredentialProvider" => () => identity.GetProviderAsync(context),
        "UpdateApiKeyCredentialProvider" => () => identity.UpdateProviderAsync(context),
        "DeleteApiKeyCredentialProvider" => () => identity.DeleteProviderAsync(context),
        "ListApiKeyCredentialProviders" => () => identity.ListProvidersAsync(context),
        "CreateWorkloadIdentity" => () => identity.CreateWorkloadAsync(context),
        "GetWorkloadIdentity" => () => identity.GetWorkloadAsync(context),
        "UpdateWorkloadIdentity" => () => identity.UpdateWorkloadAsync(context),
        "DeleteWorkloadIdentity" => () => identity.DeleteWorkloadAsync(context),
        "ListWorkloadIdentities" => () => identity.ListWorkloadsAsync(context),
        "GetWorkloadAccessToken" => () => identity.TokenAsync(context, caller, userMember: null),
        "GetWorkloadAccessTokenForUserId" => () => identity.TokenAsync(context, caller, "userId"),
        "GetWorkloadAccessTokenForJWT" => () => identity.TokenAsync(context, caller, "userToken"),
        _ => throw Unknown(),
    };

    private static AwsException Unknown(string message = "The local AgentCore has no such operation.") => new(404, "UnknownOperationException", message);
}
