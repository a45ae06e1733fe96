using System.Reflection;
using Microsoft.Azure.Functions.Worker.Converters;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Extensions.Options;

namespace Microsoft.Azure.Functions.Worker.Embedded;

/// <summary>Makes the binders of a function's parameters, once, at start.</summary>
internal sealed class ParameterBinderFactory(IEnumerable<IInputBinding> inputBindings, IOptions<WorkerOptions> options, IServiceProvider services)
{
    /// <summary>One binder for each parameter, in order. What cannot be bound is added to <paramref name="problems"/>.</summary>
    public IReadOnlyList<ParameterBinder> Create(FunctionDescriptor function, ITriggerListener? listener, List<string> problems)
    {
        List<ParameterBinder> binders = [];
        foreach (ParameterInfo parameter in function.Method.GetParameters())
        {
            try
            {
                binders.Add(Create(function, listener, parameter));
            }
            catch (InvalidOperationException exception)
            {
                problems.Add($"Function '{function.Name}', parameter '{parameter.Name}': {exception.Message}");
            }
        }

        return binders;
    }

    private ParameterBinder Create(FunctionDescriptor function, ITriggerListener? listener, ParameterInfo parameter)
    {
        Type type = parameter.ParameterType;
        if (parameter == function.TriggerParameter)
        {
            if (listener is null)
                throw new InvalidOperationException($"nothing runs functions with {function.Trigger.GetType().Name}; is its extension referenced and configured?");
            return Converter(parameter) ?? listener.BindTrigger(function)
                ?? throw new InvalidOperationException($"{function.Trigger.GetType().Name} cannot fill a parameter of type {type}.");
        }

        if (type == typeof(FunctionContext))
            return static context => ValueTask.FromResult<object?>(context);
        if (type == typeof(CancellationToken))
            return static context => ValueTask.FromResult<object?>(context.CancellationToken);
        return Converter(parameter)
            ?? inputBindings.Select(binding => binding.TryBind(function, parameter)).FirstOrDefault(binder => binder is not null)
            ?? RegisteredConverters(parameter)
            ?? throw new InvalidOperationException(Unknown(parameter));
    }

    private static string Unknown(ParameterInfo parameter) => parameter.GetCustomAttribute<BindingAttribute>() is { } attribute
        ? $"no extension knows {attribute.GetType().Name}."
        : $"nothing can fill a parameter of type {parameter.ParameterType}: it is neither the trigger, a FunctionContext or CancellationToken, a route value, nor does it have a binding attribute.";

    private ParameterBinder? Converter(ParameterInfo parameter)
    {
        InputConverterAttribute? attribute = parameter.GetCustomAttributes<InputConverterAttribute>().FirstOrDefault()
            ?? parameter.ParameterType.GetCustomAttributes<InputConverterAttribute>().FirstOrDefault();
        return attribute is null ? null : ConvertWith([attribute.ConverterType], parameter);
    }

    private ParameterBinder? RegisteredConverters(ParameterInfo parameter) =>
        options.Value.InputConverters.Any() ? ConvertWith(options.Value.InputConverters, parameter) : null;

    private ParameterBinder ConvertWith(IEnumerable<Type> converterTypes, ParameterInfo parameter)
    {
        IInputConverter[] converters =
        [
            .. converterTypes.Select(type => (IInputConverter)Microsoft.Extensions.DependencyInjection.ActivatorUtilities.GetServiceOrCreateInstance(services, type)),
        ];
        return async context =>
        {
            EmbeddedConverterContext request = new(context, parameter.ParameterType);
            foreach (IInputConverter converter in converters)
            {
                ConversionResult result = await converter.ConvertAsync(request);
                if (result.Status == ConversionStatus.Succeeded)
                    return result.Value ?? Absent(parameter);
                if (result.Status == ConversionStatus.Failed)
                    throw new FunctionInputConverterException($"Cannot convert the input parameter '{parameter.Name}' to {parameter.ParameterType}.", result.Error);
            }

            throw new FunctionInputConverterException($"No converter made the input parameter '{parameter.Name}' of type {parameter.ParameterType}.");
        };
    }

    private static object? Absent(ParameterInfo parameter) =>
        parameter.HasDefaultValue || !parameter.ParameterType.IsValueType || Nullable.GetUnderlyingType(parameter.ParameterType) is not null
            ? null
            : throw new FunctionInputConverterException($"There is no value for the input parameter '{parameter.Name}' of type {parameter.ParameterType}.");

    private sealed class EmbeddedConverterContext(EmbeddedFunctionContext context, Type targetType) : ConverterContext
    {
        public override Type TargetType => targetType;

        public override object? Source => context.TriggerValue;

        public override FunctionContext FunctionContext => context;

        public override IReadOnlyDictionary<string, object> Properties => System.Collections.Immutable.ImmutableDictionary<string, object>.Empty;
    }
}
