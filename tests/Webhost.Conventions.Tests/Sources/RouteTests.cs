using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Webhost.Functions.Http;

namespace Webhost.Conventions.Tests.Sources;

/// <summary>The Functions host takes the first route that fits, in the order of the functions' names: no better fit that comes later is ever reached.</summary>
public sealed class RouteTests
{
    private const string CatchAll = "{*";

    [Fact]
    public void No_route_hides_another_whose_function_s_name_comes_later()
    {
        var routes = Routes().OrderBy(route => route.Name, StringComparer.OrdinalIgnoreCase).ToList();

        Assert.True(routes.Count > 50, "The functions were not found.");
        Assert.Empty(from early in routes.Index() from late in routes.Skip(early.Index + 1) where early.Item.Hides(late) select $"{early.Item.Name} hides {late.Name}");
    }

    private static IEnumerable<HttpRoute> Routes() =>
        from type in typeof(Operation).Assembly.GetTypes()
        from method in type.GetMethods()
        let function = method.GetCustomAttribute<FunctionAttribute>()
        where function is not null
        from parameter in method.GetParameters()
        let trigger = parameter.GetCustomAttribute<HttpTriggerAttribute>()
        where trigger is not null
        select new HttpRoute(function.Name, trigger.Methods!, trigger.Route!.Split('/'));

    private sealed record HttpRoute(string Name, string[] Methods, string[] Segments)
    {
        public bool Hides(HttpRoute other) => Methods.Intersect(other.Methods, StringComparer.OrdinalIgnoreCase).Any() && FitsAll(Segments, other.Segments);

        // Whether every path of the other route fits this one too.
        private static bool FitsAll(string[] wide, string[] narrow) => (wide, narrow) switch
        {
            ([var first, ..], _) when first.StartsWith(CatchAll, StringComparison.Ordinal) => true,
            ([], []) => true,
            ([var first, .. var rest], [var other, .. var others]) => (first.StartsWith('{') || string.Equals(first, other, StringComparison.OrdinalIgnoreCase)) && FitsAll(rest, others),
            _ => false,
        };
    }
}
