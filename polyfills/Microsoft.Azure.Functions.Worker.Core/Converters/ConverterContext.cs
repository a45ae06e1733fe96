namespace Microsoft.Azure.Functions.Worker.Converters;

/// <summary>What a converter is asked for.</summary>
public abstract class ConverterContext
{
    /// <summary>The type of the parameter.</summary>
    public abstract Type TargetType { get; }

    /// <summary>What there is to convert; may be null.</summary>
    public abstract object? Source { get; }

    /// <summary>The invocation.</summary>
    public abstract FunctionContext FunctionContext { get; }

    /// <summary>Further information for the converter.</summary>
    public abstract IReadOnlyDictionary<string, object> Properties { get; }
}
