using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Webhost.Contracts.Errors;
using Webhost.Core.Results;

namespace Webhost.Functions.Http;

/// <summary>
/// Refuses parameters of the query that the operation's description does not name: a misspelt one would be passed over, and the answer be of something else. Costs a call
/// without a query nothing.
/// </summary>
internal sealed class QueryMiddleware(OperationCatalog operations) : IFunctionsWorkerMiddleware
{
    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next) =>
        context.GetHttpContext() is { Request.QueryString.HasValue: true } http && operations.Find(context.FunctionDefinition.Name)?.Query is { } known
        && http.Request.Query.Keys.Where(name => !known.Contains(name)).ToArray() is { Length: > 0 } unknown
            ? Api.Failed(Failure.Invalid.All([.. unknown.Select(name => new Problem(name, Explain(name, known)))])).ExecuteAsync(http)
            : next(context);

    private static string Explain(string name, IReadOnlySet<string> known) =>
        $"There is no parameter '{name}' here. {(known.Count == 0 ? "This operation takes none in its query." : $"It takes: {string.Join(", ", known.Order(StringComparer.Ordinal))}.")}";
}
