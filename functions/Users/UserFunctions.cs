using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Webhost.Contracts.Users;
using Webhost.Functions.Http;

namespace Webhost.Functions.Users;

/// <summary>The signed-in user.</summary>
internal sealed class UserFunctions
{
    [Function("GetMe")]
    [Operation("Who is signed in.", Access.Read, Response = typeof(Me), WhileDeleting = true)]
    public IResult Get([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/me")] HttpRequest request)
    {
        var caller = request.Caller();
        var user = caller.User;

        // A key for one agent may be in hands that need not know whose it is.
        var named = caller.OnlyAgentId is null;
        return Api.Json(new Me
        {
            UserId = user.UserId,
            Email = named ? user.Email : null,
            Name = named ? user.Name : null,
            SubscriptionTier = user.SubscriptionTier,
            DefaultRuntimeProvider = user.DefaultRuntimeProvider,
            CreatedAt = user.CreatedAt,
            DeletionId = user.DeletionId,
        });
    }
}
