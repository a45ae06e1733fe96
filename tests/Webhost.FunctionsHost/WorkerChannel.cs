using System.Collections.Concurrent;
using System.Threading.Channels;
using Grpc.Core;
using Webhost.FunctionsHost.Protocol;

namespace Webhost.FunctionsHost;

/// <summary>The one stream of messages between the host and its worker.</summary>
internal sealed class WorkerChannel : IDisposable
{
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(60);

    private readonly Channel<StreamingMessage> outgoing = Channel.CreateUnbounded<StreamingMessage>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> questions = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<InvocationResponse>> invocations = new();
    private readonly TaskCompletionSource connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource ended = new();

    /// <summary>Ends when the worker has opened its stream.</summary>
    public Task Connected => connected.Task;

    /// <summary>Sends a message and waits for the one that answers it.</summary>
    public async Task<StreamingMessage> AskAsync(StreamingMessage question)
    {
        var answer = questions[question.RequestId] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        outgoing.Writer.TryWrite(question);
        return await answer.Task.WaitAsync(AnswerPatience, ended.Token);
    }

    /// <summary>Has the worker run a function; a cancelled one is told so, and is waited for all the same.</summary>
    public async Task<InvocationResponse> InvokeAsync(InvocationRequest request, CancellationToken cancellationToken)
    {
        var answer = invocations[request.InvocationId] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        outgoing.Writer.TryWrite(New(message => message.InvocationRequest = request));
        await using var cancelling = cancellationToken.Register(() => outgoing.Writer.TryWrite(New(message => message.InvocationCancel = new InvocationCancel { InvocationId = request.InvocationId })));
        return await answer.Task.WaitAsync(ended.Token);
    }

    /// <summary>Asks the worker to end.</summary>
    public void Terminate() => outgoing.Writer.TryWrite(New(message => message.WorkerTerminate = new WorkerTerminate()));

    /// <summary>Carries messages until the worker's stream ends.</summary>
    public async Task RunAsync(IAsyncStreamReader<StreamingMessage> incoming, IServerStreamWriter<StreamingMessage> outlet, CancellationToken cancellationToken)
    {
        var sending = SendAsync(outlet, cancellationToken);
        try
        {
            await foreach (var message in incoming.ReadAllAsync(cancellationToken))
            {
                Receive(message);
            }
        }
        finally
        {
            await ended.CancelAsync();
        }

        await sending;
    }

    public void Dispose() => ended.Dispose();

    public static StreamingMessage New(Action<StreamingMessage> fill)
    {
        var message = new StreamingMessage { RequestId = Guid.NewGuid().ToString() };
        fill(message);
        return message;
    }

    private async Task SendAsync(IServerStreamWriter<StreamingMessage> outlet, CancellationToken cancellationToken)
    {
        await foreach (var message in outgoing.Reader.ReadAllAsync(cancellationToken))
        {
            await outlet.WriteAsync(message, cancellationToken);
        }
    }

    private void Receive(StreamingMessage message)
    {
        switch (message.ContentCase)
        {
            case StreamingMessage.ContentOneofCase.StartStream:
                connected.TrySetResult();
                break;
            case StreamingMessage.ContentOneofCase.RpcLog:
                Write(message.RpcLog);
                break;
            case StreamingMessage.ContentOneofCase.InvocationResponse when invocations.TryRemove(message.InvocationResponse.InvocationId, out var invocation):
                invocation.TrySetResult(message.InvocationResponse);
                break;
            default:
                if (questions.TryRemove(message.RequestId, out var question))
                {
                    question.TrySetResult(message);
                }

                break;
        }
    }

    // The framework's own lines of each request are many; those of the app are wanted from "Information" on.
    private static void Write(RpcLog line)
    {
        if (line.Level >= (line.Category.StartsWith("Webhost.", StringComparison.Ordinal) ? RpcLog.Types.Level.Information : RpcLog.Types.Level.Warning))
        {
            Console.WriteLine($"{line.Level}: {line.Category} {line.Message} {line.Exception?.Message}");
        }
    }
}

/// <summary>Where the worker connects to.</summary>
internal sealed class WorkerRpc(WorkerChannel channel) : FunctionRpc.FunctionRpcBase
{
    public override Task EventStream(IAsyncStreamReader<StreamingMessage> requestStream, IServerStreamWriter<StreamingMessage> responseStream, ServerCallContext context) =>
        channel.RunAsync(requestStream, responseStream, context.CancellationToken);
}
