namespace Microsoft.Azure.Functions.Worker.Converters;

/// <summary>Makes a parameter's value.</summary>
public interface IInputConverter
{
    /// <summary>Converts, fails, or leaves it to another converter.</summary>
    ValueTask<ConversionResult> ConvertAsync(ConverterContext context);
}
