using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Microsoft.DurableTask.Tests.Functions;

/// <summary>An application that starts orchestrations which another one runs.</summary>
internal sealed class FrontDesk
{
    [Function("Order")]
    public static async Task<IResult> Order(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "order/{id}")] HttpRequest request, [DurableClient] DurableTaskClient client, string id)
    {
        await client.ScheduleNewOrchestrationInstanceAsync("Sell", new Shop.Order("tea", 2), new StartOrchestrationOptions(id), request.HttpContext.RequestAborted);
        await client.RaiseEventAsync(id, "Paid", 1);
        var end = await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, request.HttpContext.RequestAborted);
        return Results.Text($"{end.RuntimeStatus} {end.ReadOutputAs<Shop.Receipt>()?.Due}");
    }
}
