using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.DurableTask.Protobuf;
using Webhost.FunctionsHost.Protocol;
using Hub = Microsoft.DurableTask.Protobuf.TaskHubSidecarService.TaskHubSidecarServiceClient;

namespace Webhost.FunctionsHost;

/// <summary>Takes orchestrations and activities from the task hub and has the worker run them, in the forms in which the host's Durable extension hands them over.</summary>
internal sealed class DurableWork(FunctionApp app, Uri hub)
{
    private const int Concurrency = 50;

    private readonly Dictionary<string, Function> functions = app.Functions.ToDictionary(function => function.Name, StringComparer.OrdinalIgnoreCase);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var channel = GrpcChannel.ForAddress(hub, new GrpcChannelOptions { MaxReceiveMessageSize = null, MaxSendMessageSize = null });
        var client = new Hub(channel);
        var request = new GetWorkItemsRequest { MaxConcurrentOrchestrationWorkItems = Concurrency, MaxConcurrentActivityWorkItems = Concurrency };
        using var items = client.GetWorkItems(request, cancellationToken: cancellationToken);
        await foreach (var item in items.ResponseStream.ReadAllAsync(cancellationToken))
        {
            _ = HandleAsync(client, item, cancellationToken);
        }
    }

    private async Task HandleAsync(Hub client, WorkItem item, CancellationToken cancellationToken)
    {
        try
        {
            if (item.OrchestratorRequest is { } orchestration)
            {
                await client.CompleteOrchestratorTaskAsync(await StepAsync(orchestration, item.CompletionToken, cancellationToken), cancellationToken: cancellationToken);
            }
            else if (item.ActivityRequest is { } activity)
            {
                await client.CompleteActivityTaskAsync(await RunAsync(activity, item.CompletionToken, cancellationToken), cancellationToken: cancellationToken);
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Console.WriteLine($"durable work failed: {exception}");
        }
    }

    // Its history goes in and what it wants next comes out, both as bytes in text.
    private async Task<OrchestratorResponse> StepAsync(OrchestratorRequest request, string token, CancellationToken cancellationToken)
    {
        var name = request.PastEvents.Concat(request.NewEvents).First(entry => entry.ExecutionStarted is not null).ExecutionStarted.Name;
        var answer = await app.InvokeAsync(functions[name], new TypedData { String = Convert.ToBase64String(request.ToByteArray()) }, cancellationToken);
        if (answer.Result.Status != StatusResult.Types.Status.Success)
        {
            throw new InvalidOperationException($"{name}: {answer.Result.Exception?.Message}");
        }

        var response = OrchestratorResponse.Parser.ParseFrom(Convert.FromBase64String(TextOf(answer.ReturnValue)));
        response.InstanceId = request.InstanceId;
        response.CompletionToken = token;
        return response;
    }

    private async Task<ActivityResponse> RunAsync(ActivityRequest request, string token, CancellationToken cancellationToken)
    {
        // Inputs travel as lists of one; the extension hands on what is in it.
        var input = request.Input is ['[', .. var inner, ']'] ? inner : request.Input;
        var answer = await app.InvokeAsync(functions[request.Name], new TypedData { String = input ?? "" }, cancellationToken);
        var response = new ActivityResponse { InstanceId = request.OrchestrationInstance.InstanceId, TaskId = request.TaskId, CompletionToken = token };
        if (answer.Result.Status == StatusResult.Types.Status.Success)
        {
            response.Result = answer.ReturnValue is { } value ? JsonOf(value) : null;
        }
        else
        {
            Console.WriteLine($"activity {request.Name} failed: {answer.Result.Exception?.Message}");
            // The worker's Durable extension puts the details of what was thrown into the message.
            response.FailureDetails = TaskFailureDetails.Parser.ParseJson(answer.Result.Exception?.Message);
        }

        return response;
    }

    private static string TextOf(TypedData value) => value.DataCase == TypedData.DataOneofCase.Json ? JsonSerializer.Deserialize<string>(value.Json)! : value.String;

    private static string? JsonOf(TypedData value) => value.DataCase switch
    {
        TypedData.DataOneofCase.Json => value.Json,
        TypedData.DataOneofCase.String => JsonSerializer.Serialize(value.String),
        _ => null,
    };
}
