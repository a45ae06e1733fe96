using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Webhost.Core;
using Webhost.Core.Identity;
using Webhost.Core.Results;

namespace Webhost.Functions.Http;

/// <summary>Lets a call through when its credential allows the operation, and hands the <see cref="Caller"/> on.</summary>
internal sealed class AuthenticationMiddleware(OperationCatalog operations, Authenticator authenticator, PlatformOptions platform) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http || operations.Find(context.FunctionDefinition.Name) is not { } operation
            || ScopeOf(operation.Description.Access) is not { } scope)
        {
            await next(context);
            return;
        }

        var authenticated = await authenticator.AuthenticateAsync(http.Request.Headers.Authorization, http.RequestAborted);
        if (!authenticated.TryGet(out var caller, out var failure) || (failure = caller.Refuse(scope)) is not null
            || (operation.Description.WholeAccount && (failure = caller.RefuseAccount()) is not null)
            || (operation.Description.Access == Access.Operator && (failure = RefuseOperator(caller)) is not null)
            || (!operation.Description.WhileDeleting && (failure = RefuseDeleting(caller)) is not null))
        {
            await Api.Failed(failure).ExecuteAsync(http);
            return;
        }

        http.Features.Set(caller);
        await next(context);
    }

    private Failure.NotFound? RefuseOperator(Caller caller) =>
        platform.Operators.Contains(caller.User.UserId, StringComparer.Ordinal) ? null : new Failure.NotFound("There is nothing here.");

    private static Failure.Conflict? RefuseDeleting(Caller caller) => caller.User.DeletionId is { } deletionId
        ? new Failure.Conflict($"This account is being deleted with everything that it owns, so nothing new begins. See GET /v1/deletions/{deletionId}.")
        : null;

    private static Scope? ScopeOf(Access access) => access switch
    {
        Access.Anonymous or Access.Signed => null,
        Access.Account or Access.Operator => Scope.Account,
        Access.Read => Scope.Read,
        Access.Deploy => Scope.Deploy,
        _ => Scope.Invoke,
    };
}
