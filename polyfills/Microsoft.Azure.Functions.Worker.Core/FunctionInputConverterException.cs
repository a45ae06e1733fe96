namespace Microsoft.Azure.Functions.Worker;

/// <summary>A parameter's value could not be made.</summary>
public class FunctionInputConverterException : FunctionWorkerException
{
    /// <summary>A failure with a message.</summary>
    public FunctionInputConverterException(string? message)
        : base(message)
    {
    }

    /// <summary>A failure with a message and its cause.</summary>
    public FunctionInputConverterException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
