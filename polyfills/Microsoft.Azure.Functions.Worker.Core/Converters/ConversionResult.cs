using System.Runtime.InteropServices;

namespace Microsoft.Azure.Functions.Worker.Converters;

/// <summary>The outcome of a conversion.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly struct ConversionResult
{
    private ConversionResult(ConversionStatus status, object? value, Exception? error)
    {
        Status = status;
        Value = value;
        Error = error;
    }

    /// <summary>How the conversion ended.</summary>
    public ConversionStatus Status { get; }

    /// <summary>The value of a successful conversion.</summary>
    public object? Value { get; }

    /// <summary>The error of a failed conversion.</summary>
    public Exception? Error { get; }

    /// <summary>The converter doesn't know this target.</summary>
    public static ConversionResult Unhandled() => default;

    /// <summary>The conversion gave a value.</summary>
    public static ConversionResult Success(object? value) => new(ConversionStatus.Succeeded, value, error: null);

    /// <summary>The conversion failed.</summary>
    public static ConversionResult Failed(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return new(ConversionStatus.Failed, value: null, exception);
    }
}
