namespace Microsoft.Azure.Functions.Worker.Extensions.Http.Converters;

/// <summary>Makes the value of a parameter with <c>[FromBody]</c>.</summary>
public interface IFromBodyConversionFeature
{
    /// <summary>The body as <paramref name="targetType"/>; throws when it can't be read as that.</summary>
    ValueTask<object?> ConvertAsync(FunctionContext context, Type targetType);
}
