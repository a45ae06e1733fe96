namespace DurableTask.Core.Exceptions;

/// <summary>The instance id of a new orchestration is in use, and its present status is not one that may be replaced.</summary>
public class OrchestrationAlreadyExistsException : InvalidOperationException
{
    /// <summary>An exception with a default message.</summary>
    public OrchestrationAlreadyExistsException()
    {
    }

    /// <summary>An exception with a message.</summary>
    public OrchestrationAlreadyExistsException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and a cause.</summary>
    public OrchestrationAlreadyExistsException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
