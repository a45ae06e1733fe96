using System.Net;
using Azure.Core.Serialization;
using Microsoft.Azure.Functions.Worker.Extensions.DurableTask;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Answers of HTTP functions that start orchestrations.</summary>
public static class DurableTaskClientExtensions
{
    /// <summary>A 202 whose <c>Location</c> and body say where to watch and steer the instance.</summary>
    public static Task<HttpResponseData> CreateCheckStatusResponseAsync(
        this DurableTaskClient client, HttpRequestData request, string instanceId, CancellationToken cancellation = default) =>
        client.CreateCheckStatusResponseAsync(request, instanceId, HttpStatusCode.Accepted, cancellation);

    /// <summary>An answer whose <c>Location</c> and body say where to watch and steer the instance.</summary>
    public static async Task<HttpResponseData> CreateCheckStatusResponseAsync(
        this DurableTaskClient client, HttpRequestData request, string instanceId, HttpStatusCode statusCode, CancellationToken cancellation = default)
    {
        var (response, payload) = Prepare(client, request, instanceId, statusCode);
        await Serializer(response).SerializeAsync(response.Body, payload, typeof(HttpManagementPayload), cancellation);
        return response;
    }

    /// <inheritdoc cref="CreateCheckStatusResponseAsync(DurableTaskClient, HttpRequestData, string, CancellationToken)" />
    public static HttpResponseData CreateCheckStatusResponse(
        this DurableTaskClient client, HttpRequestData request, string instanceId, CancellationToken cancellation = default) =>
        client.CreateCheckStatusResponse(request, instanceId, HttpStatusCode.Accepted, cancellation);

    /// <inheritdoc cref="CreateCheckStatusResponseAsync(DurableTaskClient, HttpRequestData, string, HttpStatusCode, CancellationToken)" />
    public static HttpResponseData CreateCheckStatusResponse(
        this DurableTaskClient client, HttpRequestData request, string instanceId, HttpStatusCode statusCode, CancellationToken cancellation = default)
    {
        var (response, payload) = Prepare(client, request, instanceId, statusCode);
        Serializer(response).Serialize(response.Body, payload, typeof(HttpManagementPayload), cancellation);
        return response;
    }

    /// <summary>The addresses of an instance, at the host of the request or, without one, at the application's own.</summary>
    /// <exception cref="ArgumentException">There is no instance id.</exception>
    /// <exception cref="InvalidOperationException">Without a request: the client comes from no binding, so that the address is not known.</exception>
    public static HttpManagementPayload CreateHttpManagementPayload(this DurableTaskClient client, string instanceId, HttpRequestData? request = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var functions = client as FunctionsDurableTaskClient;
        var root = request is not null
            ? request.Url.GetLeftPart(UriPartial.Authority) + FunctionsDurableTaskClient.WebhookPath
            : functions?.BaseUrl ?? throw new InvalidOperationException("The address is not known: use a client from a binding, or give the HTTP request.");
        var instance = $"{root}/instances/{Uri.EscapeDataString(instanceId)}";
        var key = functions?.QueryString;
        return new()
        {
            Id = instanceId,
            PurgeHistoryDeleteUri = Address(instance, key),
            SendEventPostUri = Address($"{instance}/raiseEvent/{{eventName}}", key),
            StatusQueryGetUri = Address(instance, key),
            TerminatePostUri = Address($"{instance}/terminate", "reason={text}", key),
            SuspendPostUri = Address($"{instance}/suspend", "reason={text}", key),
            ResumePostUri = Address($"{instance}/resume", "reason={text}", key),
        };
    }

    private static (HttpResponseData Response, HttpManagementPayload Payload) Prepare(
        DurableTaskClient client, HttpRequestData request, string instanceId, HttpStatusCode statusCode)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(request);
        var payload = client.CreateHttpManagementPayload(instanceId, request);
        var response = request.CreateResponse(statusCode);
        response.Headers.Add("Location", payload.StatusQueryGetUri);
        response.Headers.Add("Content-Type", "application/json");
        return (response, payload);
    }

    private static string Address(string url, params ReadOnlySpan<string?> query)
    {
        var separator = '?';
        foreach (var part in query)
        {
            if (string.IsNullOrEmpty(part))
                continue;
            url += separator + part;
            separator = '&';
        }

        return url;
    }

    private static ObjectSerializer Serializer(HttpResponseData response) =>
        response.FunctionContext.InstanceServices.GetService<IOptions<WorkerOptions>>()?.Value.Serializer
        ?? throw new InvalidOperationException("The worker has no serializer.");
}
