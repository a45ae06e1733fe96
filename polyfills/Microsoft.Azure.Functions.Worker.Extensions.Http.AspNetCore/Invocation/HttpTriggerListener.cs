using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker.Embedded;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Extensions.Http.AspNetCore;

/// <summary>Owns the functions with an HTTP trigger; Kestrel is what listens.</summary>
internal sealed class HttpTriggerListener(FunctionRunner runner, InvocationTracker tracker, HostJson hostJson, ILogger<HttpTriggerListener> logger)
    : ITriggerListener
{
    // Segments that the real host keeps for itself.
    private static readonly string[] Reserved = ["admin", "runtime"];

    /// <summary>The functions, in the order found; known once the host has prepared.</summary>
    public IReadOnlyList<HttpFunction> Functions { get; private set; } = [];

    /// <summary>Whether a path or route, with or without a slash before it, belongs to the host.</summary>
    public static bool IsReserved(ReadOnlySpan<char> path)
    {
        path = path.TrimStart('/');
        int slash = path.IndexOf('/');
        ReadOnlySpan<char> first = slash < 0 ? path : path[..slash];
        foreach (string reserved in Reserved)
        {
            if (first.Equals(reserved, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    public bool Claims(TriggerBindingAttribute trigger) => trigger is HttpTriggerAttribute;

    public ParameterBinder? BindTrigger(FunctionDescriptor function)
    {
        Pattern(function);
        Type type = function.TriggerParameter.ParameterType;
        if (type == typeof(HttpRequest))
            return static context => ValueTask.FromResult<object?>(((HttpContext)context.TriggerValue!).Request);
        if (type == typeof(HttpRequestData))
            return static async context => await context.GetHttpRequestDataAsync();
        return null;
    }

    public Task PrepareAsync(IReadOnlyList<FunctionDescriptor> functions, CancellationToken cancellationToken)
    {
        Functions = [.. functions.Select(function => new HttpFunction(function, Pattern(function), Methods(function), runner, tracker, logger))];
        for (int index = 0; index < Functions.Count; index++)
        {
            HttpFunction function = Functions[index];
            if (Functions.Take(index).FirstOrDefault(function.ClashesWith) is { } other)
                throw new InvalidOperationException($"Functions '{other.Name}' and '{function.Name}' have the same route '{function.Pattern.RawText}' and methods in common.");
        }

        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The function's route under the host's prefix; throws <see cref="InvalidOperationException"/> when the template is malformed.</summary>
    public RoutePattern Pattern(FunctionDescriptor function)
    {
        string route = ((HttpTriggerAttribute)function.Trigger).Route ?? function.Name;
        string template = hostJson.RoutePrefix.Length == 0 ? route : $"{hostJson.RoutePrefix}/{route}";
        if (IsReserved(template))
            throw new InvalidOperationException($"the route '{template}' is one of the host's own (admin, runtime).");
        try
        {
            return RoutePatternFactory.Parse(template);
        }
        catch (RoutePatternException exception)
        {
            throw new InvalidOperationException($"the route '{template}' is malformed: {exception.Message}", exception);
        }
    }

    private static IReadOnlyList<string> Methods(FunctionDescriptor function) =>
        [.. (((HttpTriggerAttribute)function.Trigger).Methods ?? []).Select(method => method.ToUpperInvariant()).Distinct(StringComparer.Ordinal)];
}
