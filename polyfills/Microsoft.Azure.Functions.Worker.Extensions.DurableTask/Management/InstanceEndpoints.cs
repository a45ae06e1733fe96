using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Azure.Functions.Worker.Embedded;
using Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Hosting;
using Microsoft.DurableTask.Client;

namespace Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Management;

/// <summary>
/// The management endpoints of the real host, behind the task hub's key (<c>code=</c> or header <c>x-functions-key</c>): status and list,
/// purge, terminate, suspend, resume, raise an event.
/// </summary>
internal sealed class InstanceEndpoints(DurableEngine engine, TimeProvider time)
{
    private const string Root = "runtime/webhooks/durabletask/instances";
    private const string ContinuationHeader = "x-ms-continuation-token";
    private const string RetryAfterSeconds = "5";

    /// <summary>Every endpoint: its route, its method and what answers.</summary>
    public static IReadOnlyList<Route> Routes { get; } =
    [
        new(Root, "GET", static (self, http) => self.ListAsync(http)),
        new(Root, "DELETE", static (self, http) => self.PurgeManyAsync(http)),
        new(Root + "/{instanceId}", "GET", static (self, http) => self.GetAsync(http)),
        new(Root + "/{instanceId}", "DELETE", static (self, http) => self.PurgeAsync(http)),
        new(Root + "/{instanceId}/terminate", "POST", static (self, http) => self.SteerAsync(http, (client, id) => client.TerminateInstanceAsync(id, Reason(http), http.RequestAborted))),
        new(Root + "/{instanceId}/suspend", "POST", static (self, http) => self.SteerAsync(http, (client, id) => client.SuspendInstanceAsync(id, Reason(http), http.RequestAborted))),
        new(Root + "/{instanceId}/resume", "POST", static (self, http) => self.SteerAsync(http, (client, id) => client.ResumeInstanceAsync(id, Reason(http), http.RequestAborted))),
        new(Root + "/{instanceId}/raiseEvent/{eventName}", "POST", static (self, http) => self.RaiseAsync(http)),
    ];

    /// <summary>The endpoint of a route.</summary>
    public HostEndpoint Create(Route route) => new(route.Pattern, [route.Method], http => IsAllowed(http) ? route.Answer(this, http) : Status(http, 401));

    private static string InstanceId(HttpContext http) => (string)http.Request.RouteValues["instanceId"]!;

    private static string? Reason(HttpContext http) => http.Request.Query["reason"];

    private static Task Status(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private bool IsAllowed(HttpContext http)
    {
        var given = http.Request.Query["code"].ToString() is { Length: > 0 } code ? code : http.Request.Headers["x-functions-key"].ToString();
        return engine.WebhookKey is { } key && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(key));
    }

    private async Task GetAsync(HttpContext http)
    {
        if (await engine.Client.GetInstanceAsync(InstanceId(http), getInputsAndOutputs: true, http.RequestAborted) is not { } instance)
        {
            await Status(http, 404);
            return;
        }

        var failed = instance.RuntimeStatus == OrchestrationRuntimeStatus.Failed && Flag(http, "returnInternalServerErrorOnFailure", otherwise: false);
        http.Response.StatusCode = failed ? 500 : instance.IsCompleted ? 200 : 202;
        if (!instance.IsCompleted)
        {
            http.Response.Headers.Location = http.Request.GetEncodedUrl();
            http.Response.Headers.RetryAfter = RetryAfterSeconds;
        }

        await http.Response.WriteAsJsonAsync(StatusPayload.From(instance, Flag(http, "showInput", otherwise: true)), http.RequestAborted);
    }

    private async Task ListAsync(HttpContext http)
    {
        var query = http.Request.Query;
        OrchestrationQuery filter = new(
            Time(query["createdTimeFrom"]),
            Time(query["createdTimeTo"]),
            Statuses(http),
            InstanceIdPrefix: query["instanceIdPrefix"],
            PageSize: int.TryParse(query["top"], NumberStyles.None, CultureInfo.InvariantCulture, out var top) && top > 0 ? top : OrchestrationQuery.DefaultPageSize,
            FetchInputsAndOutputs: true,
            ContinuationToken: http.Request.Headers[ContinuationHeader].ToString() is { Length: > 0 } token ? token : null);
        await foreach (var page in engine.Client.GetAllInstancesAsync(filter).AsPages(filter.ContinuationToken, filter.PageSize))
        {
            http.Response.Headers[ContinuationHeader] = page.ContinuationToken;
            var showInput = Flag(http, "showInput", otherwise: true);
            await http.Response.WriteAsJsonAsync(page.Values.Select(instance => StatusPayload.From(instance, showInput)), http.RequestAborted);
            return;
        }
    }

    private async Task PurgeAsync(HttpContext http)
    {
        var result = await engine.Client.PurgeInstanceAsync(InstanceId(http), http.RequestAborted);
        await AnswerPurgeAsync(http, result);
    }

    private async Task PurgeManyAsync(HttpContext http)
    {
        if (Time(http.Request.Query["createdTimeFrom"]) is not { } from)
        {
            http.Response.StatusCode = 400;
            await http.Response.WriteAsJsonAsync("Please provide value for 'createdTimeFrom' parameter.", http.RequestAborted);
            return;
        }

        PurgeInstancesFilter filter = new(from, Time(http.Request.Query["createdTimeTo"]) ?? time.GetUtcNow(), Statuses(http));
        await AnswerPurgeAsync(http, await engine.Client.PurgeAllInstancesAsync(filter, http.RequestAborted));
    }

    private static Task AnswerPurgeAsync(HttpContext http, PurgeResult result) => result.PurgedInstanceCount == 0
        ? Status(http, 404)
        : http.Response.WriteAsJsonAsync(new { instancesDeleted = result.PurgedInstanceCount }, http.RequestAborted);

    private async Task RaiseAsync(HttpContext http)
    {
        JsonElement? payload = null;
        if (http.Request.ContentLength is not 0)
        {
            try
            {
                payload = await JsonSerializer.DeserializeAsync<JsonElement>(http.Request.Body, cancellationToken: http.RequestAborted);
            }
            catch (JsonException)
            {
                await Status(http, 400);
                return;
            }
        }

        var eventName = (string)http.Request.RouteValues["eventName"]!;
        await SteerAsync(http, (client, id) => client.RaiseEventAsync(id, eventName, payload, http.RequestAborted));
    }

    // 202 when done, 404 for an unknown instance, 410 for one that has ended.
    private async Task SteerAsync(HttpContext http, Func<DurableTaskClient, string, Task> action)
    {
        try
        {
            await action(engine.Client, InstanceId(http));
            await Status(http, 202);
        }
        catch (RpcException exception) when (exception.StatusCode is StatusCode.NotFound or StatusCode.FailedPrecondition)
        {
            await Status(http, exception.StatusCode == StatusCode.NotFound ? 404 : 410);
        }
    }

    private static bool Flag(HttpContext http, string name, bool otherwise) => bool.TryParse(http.Request.Query[name], out var value) ? value : otherwise;

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var value) ? value : null;

    private static List<OrchestrationRuntimeStatus> Statuses(HttpContext http) =>
    [
        .. http.Request.Query["runtimeStatus"].SelectMany(value => value!.Split(','))
            .Select(name => Enum.TryParse<OrchestrationRuntimeStatus>(name, ignoreCase: true, out var status) ? status : (OrchestrationRuntimeStatus?)null)
            .OfType<OrchestrationRuntimeStatus>(),
    ];

    /// <summary>An endpoint.</summary>
    public sealed record Route(string Pattern, string Method, Func<InstanceEndpoints, HttpContext, Task> Answer);
}
