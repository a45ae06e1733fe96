using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Microsoft.DurableTask.Worker.History;
using Microsoft.DurableTask.Worker.Replay;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Microsoft.DurableTask.Tests.Replay;

/// <summary>Runs an orchestrator turn by turn without any storage.</summary>
public abstract class SessionTest
{
    internal static DateTimeOffset Start { get; } = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    internal static OrchestrationSession Open<T>(Func<TaskOrchestrationContext, Task<T>> code, object? input = null, ILoggerFactory? loggers = null) => new(
        new OrchestrationStart("instance", "Test") { Input = JsonDataConverter.Default.Serialize(input) },
        async (context, _) => await code(context),
        JsonDataConverter.Default,
        loggers ?? NullLoggerFactory.Instance);

    /// <summary>Runs a turn at a number of seconds after the start.</summary>
    internal static Turn Run(OrchestrationSession session, double seconds, params HistoryEvent[] events)
    {
        var commands = session.Run(Start.AddSeconds(seconds), events);
        return new(session.Time, events, commands);
    }

    internal static void Replay<T>(Func<TaskOrchestrationContext, Task<T>> code, params Turn[] turns)
    {
        using var session = Open(code);
        foreach (var turn in turns)
            session.Replay(turn);
    }

    internal static Complete End(Turn turn) => Assert.IsType<Complete>(turn.Commands[^1]);

    internal static T Output<T>(Turn turn)
    {
        var end = End(turn);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, end.Status);
        return JsonDataConverter.Default.Deserialize<T>(end.Output)!;
    }

    internal static TaskCompleted Completed(int id, object? result = null) => new(id, JsonDataConverter.Default.Serialize(result));

    internal static TaskFailed Failed(int id, string message = "broken", string type = "System.InvalidOperationException") => new(id, new(type, message));

    internal static EventRaised Raised(string name, object? payload = null) => new(name, JsonDataConverter.Default.Serialize(payload));
}
