using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;

namespace Microsoft.DurableTask.Tests.Functions;

/// <summary>An application with an orchestrator, activities and functions that start it.</summary>
internal sealed class Shop(Shop.Till till)
{
    [Function("Start")]
    public static async Task<HttpResponseData> Start(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "start/{id}")] HttpRequestData request,
        [DurableClient] DurableTaskClient client,
        string id,
        FunctionContext context)
    {
        var order = await request.ReadFromJsonAsync<Order>(context.CancellationToken);
        await client.ScheduleNewOrchestrationInstanceAsync("Sell", order, new StartOrchestrationOptions(id), context.CancellationToken);
        return await client.CreateCheckStatusResponseAsync(request, id, context.CancellationToken);
    }

    [Function("Links")]
    public static IResult Links(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "links/{id}")] HttpRequest request, [DurableClient] DurableTaskClient client, string id)
    {
        _ = request;
        return Results.Ok(client.CreateHttpManagementPayload(id));
    }

    [Function("Sell")]
    public static async Task<Receipt> Sell([OrchestrationTrigger] TaskOrchestrationContext context, Order order)
    {
        var price = await context.CallActivityAsync<decimal>("Price", order, TaskOptions.FromRetryPolicy(new(3, TimeSpan.FromMilliseconds(10))));
        context.SetCustomStatus("priced");
        var paid = await context.WaitForExternalEvent<decimal>("Paid");
        return await context.CallActivityAsync<Receipt>(nameof(Write), new Receipt(order.Item, price - paid, context.CurrentUtcDateTime));
    }

    [Function("Price")]
    public static decimal Price([ActivityTrigger] Order order) => order.Count * 2.5m;

    [Function(nameof(Write))]
    public async Task<Receipt> Write([ActivityTrigger] Receipt receipt, FunctionContext context, CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        till.Written.Add($"{context.FunctionDefinition.Name} {context.BindingContext.BindingData["instanceId"]}");
        return receipt;
    }

    internal sealed record Order(string Item, int Count);

    internal sealed record Receipt(string Item, decimal Due, DateTime At);

    internal sealed class Till
    {
        public List<string> Written { get; } = [];
    }
}
