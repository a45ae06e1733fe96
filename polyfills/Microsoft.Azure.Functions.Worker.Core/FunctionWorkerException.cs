namespace Microsoft.Azure.Functions.Worker;

/// <summary>A failure of the worker, not of the function's own code.</summary>
public class FunctionWorkerException : Exception
{
    /// <summary>A failure with a message.</summary>
    public FunctionWorkerException(string? message)
        : base(message)
    {
    }

    /// <summary>A failure with a message and its cause.</summary>
    public FunctionWorkerException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
