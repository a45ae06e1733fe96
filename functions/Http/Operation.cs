using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Azure.Functions.Worker;

namespace Webhost.Functions.Http;

/// <summary>An HTTP function.</summary>
/// <param name="Name">The function's name.</param>
/// <param name="Trigger">Its methods and route.</param>
/// <param name="Description">Who may call it and what goes in and out.</param>
internal sealed record Operation(string Name, HttpTriggerAttribute Trigger, OperationAttribute Description)
{
    private readonly TemplateMatcher route = new(TemplateParser.Parse(Trigger.Route ?? Name), []);

    /// <summary>The parameters that its query may have; null where anything may stand there, since it is called by what knows nothing of this API's form: probes, browsers, other platforms' webhooks.</summary>
    public IReadOnlySet<string>? Query { get; } = Description.Access is Access.Anonymous or Access.Signed
        ? null
        : Description.Query.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a path is one of its route, whatever the method.</summary>
    public bool Serves(PathString path) => route.TryMatch(path, []);
}
