using System.Text.Json.Serialization;

namespace Microsoft.DurableTask.Worker.History;

/// <summary>A failure as it is stored.</summary>
internal sealed record Failure(string ErrorType, string Message, string? StackTrace = null, Failure? Inner = null)
{
    /// <summary>Whether trying again is useless, for instance because no such activity exists.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool NotRetriable { get; init; }

    /// <summary>The failure of an exception; a failed task's own failure becomes the inner one.</summary>
    public static Failure From(Exception exception) => new(
        exception.GetType().ToString(),
        exception.Message,
        exception.StackTrace,
        exception is TaskFailedException failed ? From(failed.FailureDetails) : exception.InnerException is { } inner ? From(inner) : null);

    /// <summary>The failure as applications see it.</summary>
    public TaskFailureDetails ToDetails() => new(ErrorType, Message, StackTrace, Inner?.ToDetails(), Properties: null);

    private static Failure From(TaskFailureDetails details) =>
        new(details.ErrorType, details.ErrorMessage, details.StackTrace, details.InnerFailure is { } inner ? From(inner) : null);
}
