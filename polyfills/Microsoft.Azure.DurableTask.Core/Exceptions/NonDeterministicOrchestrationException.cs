namespace DurableTask.Core.Exceptions;

/// <summary>An orchestrator that was replayed took other actions than those in its history.</summary>
public class NonDeterministicOrchestrationException : OrchestrationException
{
    /// <summary>An exception with a default message.</summary>
    public NonDeterministicOrchestrationException()
    {
    }

    /// <summary>An exception with a message.</summary>
    public NonDeterministicOrchestrationException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and a cause.</summary>
    public NonDeterministicOrchestrationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
