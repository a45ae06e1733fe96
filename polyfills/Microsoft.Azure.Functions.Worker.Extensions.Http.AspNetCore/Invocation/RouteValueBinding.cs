using System.ComponentModel;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker.Embedded;

namespace Microsoft.Azure.Functions.Worker.Extensions.Http.AspNetCore;

/// <summary>Fills parameters that are named like a parameter of the function's route.</summary>
internal sealed class RouteValueBinding(HttpTriggerListener listener) : IInputBinding
{
    public ParameterBinder? TryBind(FunctionDescriptor function, ParameterInfo parameter)
    {
        if (!listener.Claims(function.Trigger) || FindRouteParameter(function, parameter) is not { } routeParameter)
            return null;
        string name = routeParameter.Name;
        Type type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        object? absent = Absent(parameter);
        if (type == typeof(string))
            return context => ValueTask.FromResult(Value(context, name) ?? absent);
        TypeConverter converter = TypeDescriptor.GetConverter(type);
        if (!converter.CanConvertFrom(typeof(string)))
            throw new InvalidOperationException($"a route value cannot be converted to {type}.");
        return context => ValueTask.FromResult(Value(context, name) is { } text ? Convert(converter, text, parameter) : absent);
    }

    private RoutePatternParameterPart? FindRouteParameter(FunctionDescriptor function, ParameterInfo parameter)
    {
        try
        {
            return listener.Pattern(function).Parameters.FirstOrDefault(part => string.Equals(part.Name, parameter.Name, StringComparison.OrdinalIgnoreCase));
        }
        catch (InvalidOperationException)
        {
            // A malformed route is reported once, with the trigger's own parameter.
            return null;
        }
    }

    private static string? Value(EmbeddedFunctionContext context, string name) => ((HttpContext)context.TriggerValue!).Request.RouteValues[name] as string;

    private static object? Absent(ParameterInfo parameter)
    {
        if (parameter.HasDefaultValue && parameter.DefaultValue is not null)
            return parameter.DefaultValue;
        Type type = parameter.ParameterType;
        return type.IsValueType && Nullable.GetUnderlyingType(type) is null ? Activator.CreateInstance(type) : null;
    }

    private static object? Convert(TypeConverter converter, string text, ParameterInfo parameter)
    {
        try
        {
            return converter.ConvertFromInvariantString(text);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or NotSupportedException)
        {
            throw new FunctionInputConverterException($"Cannot convert the input parameter '{parameter.Name}' to {parameter.ParameterType}.", exception);
        }
    }
}
