namespace DurableTask.Core.Exceptions;

/// <summary>Base of the exceptions of the orchestration framework.</summary>
public class OrchestrationException : Exception
{
    /// <summary>An exception with a default message.</summary>
    public OrchestrationException()
    {
    }

    /// <summary>An exception with a message.</summary>
    public OrchestrationException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and a cause.</summary>
    public OrchestrationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
