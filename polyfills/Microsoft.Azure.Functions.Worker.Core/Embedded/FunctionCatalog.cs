using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Azure.Functions.Worker.Embedded;

/// <summary>All functions of the application, found and checked at start.</summary>
internal sealed partial class FunctionCatalog(
    FunctionTypes types, IEnumerable<ITriggerListener> listeners, ParameterBinderFactory binders, IConfiguration configuration)
{
    private readonly List<FunctionDescriptor> _functions = [];
    private readonly List<string> _problems = [];

    /// <summary>The functions; empty until <see cref="Load"/> has run.</summary>
    public IReadOnlyList<FunctionDescriptor> Functions => _functions;

    /// <summary>Finds the functions and makes their binders; throws <see cref="InvalidOperationException"/> that lists everything that is wrong.</summary>
    public void Load()
    {
        foreach (Type type in types.Types)
        {
            foreach (MethodInfo method in type.GetMethods(
                BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            {
                if (method.GetCustomAttribute<FunctionAttribute>() is { } attribute && !IsDisabled(attribute.Name))
                    Add(attribute.Name, method);
            }
        }

        foreach (IGrouping<string, FunctionDescriptor> same in _functions.GroupBy(function => function.Name, StringComparer.OrdinalIgnoreCase))
        {
            if (same.Count() > 1)
                _problems.Add($"Function '{same.Key}': the name is used by {string.Join(" and ", same.Select(function => function.Definition.EntryPoint))}.");
        }

        foreach (FunctionDescriptor function in _functions)
            function.Binders = binders.Create(function, Listener(function), _problems);

        if (_problems.Count > 0)
            throw new InvalidOperationException("The functions of this application cannot be loaded." + string.Concat(_problems.Select(problem => $"{Environment.NewLine}- {problem}")));
    }

    /// <summary>The functions that a listener runs.</summary>
    public IReadOnlyList<FunctionDescriptor> FunctionsOf(ITriggerListener listener) => [.. _functions.Where(function => listener.Claims(function.Trigger))];

    // In an environment variable the dots of the official setting's name are two underscores.
    private bool IsDisabled(string name) =>
        configuration.GetValue($"AzureWebJobs.{name}.Disabled", configuration.GetValue($"AzureWebJobs:{name}:Disabled", defaultValue: false));

    private ITriggerListener? Listener(FunctionDescriptor function) => listeners.FirstOrDefault(listener => listener.Claims(function.Trigger));

    private void Add(string name, MethodInfo method)
    {
        List<(ParameterInfo Parameter, TriggerBindingAttribute Trigger)> triggers =
        [
            .. method.GetParameters()
                .Select(parameter => (parameter, trigger: parameter.GetCustomAttribute<TriggerBindingAttribute>()!))
                .Where(pair => pair.trigger is not null),
        ];
        if (FindProblem(name, method, triggers.Count) is { } problem)
        {
            _problems.Add($"Function '{name}' ({method.DeclaringType!.FullName}.{method.Name}): {problem}");
            return;
        }

        _functions.Add(new()
        {
            Name = name,
            Method = method,
            TriggerParameter = triggers[0].Parameter,
            Trigger = triggers[0].Trigger,
            Definition = new EmbeddedFunctionDefinition(name, method),
            Call = MethodCaller.Compile(method),
            CreateInstance = method.IsStatic ? null : ActivatorUtilities.CreateFactory(method.DeclaringType!, Type.EmptyTypes),
        });
    }

    private static string? FindProblem(string? name, MethodInfo method, int triggers)
    {
        if (name is null || !NamePattern().IsMatch(name))
            return "a name begins with a letter and has up to 128 letters, digits, '-' and '_'.";
        if (!method.IsPublic)
            return "the method must be public.";
        if (method.IsGenericMethodDefinition)
            return "the method must not be generic.";
        if (method.GetParameters().Any(parameter => parameter.ParameterType.IsByRef))
            return "parameters must not be passed by reference.";
        if (IsAsyncVoid(method))
            return "the method must not be async void.";
        if (IsValueTask(method.ReturnType) && !method.DeclaringType!.IsVisible)
            return "it returns a ValueTask, which the worker awaits only when the class is public; return a Task or make the class public.";
        if (method.ReturnParameter.IsDefined(typeof(OutputBindingAttribute)) || method.IsDefined(typeof(OutputBindingAttribute)))
            return "output bindings are not supported by the embedded host.";
        return triggers switch
        {
            1 => ConstructorProblem(method),
            0 => "it has no parameter with a trigger attribute.",
            _ => "it has more than one parameter with a trigger attribute.",
        };
    }

    private static string? ConstructorProblem(MethodInfo method) =>
        method.IsStatic || method.DeclaringType!.GetConstructors().Length > 0 ? null : "its class has no public constructor.";

    private static bool IsAsyncVoid(MethodInfo method) =>
        method.ReturnType == typeof(void) && method.IsDefined(typeof(System.Runtime.CompilerServices.AsyncStateMachineAttribute));

    private static bool IsValueTask(Type type) =>
        type == typeof(ValueTask) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>));

    [GeneratedRegex("^[a-zA-Z][a-zA-Z0-9_-]{0,127}$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamePattern();
}
