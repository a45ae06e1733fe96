using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using Webhost.Contracts.Invocation;
using Webhost.Core.Providers;

namespace Webhost.Providers.AgentCore.Invocation;

/// <summary>
/// Reads an agent's event stream: the platform's events (<c>delta</c>, <c>usage</c>, <c>done</c>, <c>error</c>), or whatever else the agent sends, whose stream ends where it ends.
/// One event, and all text together, may take so many bytes and no more. A stream without any text in a known form is answered with what its last event says, and that event itself.
/// </summary>
internal sealed class EventStream : IAsyncDisposable
{
    private const string EndMark = "[DONE]";
    private const string Error = "error";

    private readonly EventBoundStream bounded;
    private readonly IAsyncEnumerator<SseItem<string>> items;
    private readonly int maximum;
    private readonly StreamChunks chunks = new();
    private readonly WholeCharacters characters = new();
    private readonly Queue<RuntimeEvent> ending = new();
    private long textBytes;
    private bool hasText;

    public EventStream(Stream stream, int maximum, CancellationToken cancellationToken)
    {
        this.maximum = maximum;
        bounded = new EventBoundStream(stream, maximum, endsLast: true);
        items = SseParser.Create(bounded).EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
    }

    /// <summary>Whether the agent has said its last word: that it is done or has failed, or nothing more. What is cut off or breaks off has none.</summary>
    public bool Complete { get; private set; }

    /// <summary>The next event in the order that the contract of streams asks for.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    public async ValueTask<RuntimeEvent> NextAsync()
    {
        while (ending.Count == 0)
        {
            bounded.StartEvent();
            if (!await items.MoveNextAsync())
            {
                End(bounded.Exceeded ? new RuntimeEvent.Failed(AgentFailures.TooLarge(maximum)) : new RuntimeEvent.Completed(Messages: null, Data: null));
                break;
            }

            if (Read(items.Current) is { } delta)
            {
                hasText = true;
                textBytes += Encoding.UTF8.GetByteCount(delta.Text);
                return textBytes <= maximum ? delta : new RuntimeEvent.Failed(AgentFailures.TooLarge(maximum));
            }
        }

        return ending.Dequeue();
    }

    public async ValueTask DisposeAsync()
    {
        await items.DisposeAsync();
        await bounded.DisposeAsync();
    }

    private RuntimeEvent.Delta? Read(SseItem<string> item)
    {
        if (item.Data.Length == 0 || item.Data is EndMark)
        {
            return null;
        }

        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(characters.OfNext(item.Data));
        }
        catch (JsonException) when (bounded.AtEnd && item.Data[0] is '{' or '[')
        {
            // The beginning of an event, which ended with its agent.
            return null;
        }
        catch (JsonException)
        {
            return Bare(item);
        }

        using (document)
        {
            // A piece of text that happens to be JSON too, such as a number.
            return document.RootElement.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False ? Bare(item) : Read(item.EventType, document.RootElement);
        }
    }

    private RuntimeEvent.Delta? Bare(SseItem<string> item)
    {
        if (item.EventType is not Error)
        {
            return new RuntimeEvent.Delta(item.Data);
        }

        End(new RuntimeEvent.Failed(AgentFailures.Unnamed()));
        return null;
    }

    private RuntimeEvent.Delta? Read(string type, JsonElement root)
    {
        var failure = AgentFailures.OfBody(root);
        if (failure is not null || type is Error)
        {
            End(new RuntimeEvent.Failed(failure ?? AgentFailures.Unnamed()));
            return null;
        }

        switch (type)
        {
            case "usage":
                chunks.ReadUsage(root);
                return null;
            case "done":
                chunks.ReadUsage(root);
                End(new RuntimeEvent.Completed(AgentAnswer.Messages(root), root.ValueKind == JsonValueKind.Object && root.TryGetProperty("data", out var data) ? data.Clone() : null));
                return null;
            default:
                return chunks.TextOf(root) is { } text ? new RuntimeEvent.Delta(text) : null;
        }
    }

    private void End(RuntimeEvent last)
    {
        Complete = !bounded.Exceeded;
        if (!hasText && chunks.Unread is { } unread && last is RuntimeEvent.Completed { Messages: null, Data: null })
        {
            ending.Enqueue(new RuntimeEvent.Delta(AnswerText.OfState(unread) ?? unread.GetRawText()));
            last = new RuntimeEvent.Completed(Messages: null, unread);
        }

        if (chunks.Usage is { } used)
        {
            ending.Enqueue(new RuntimeEvent.UsageReported(used.Usage, used.Counters));
        }

        ending.Enqueue(last);
    }
}
