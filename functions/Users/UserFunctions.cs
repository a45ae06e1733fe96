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
        var user = request.Caller().User;
        return Api.Json(new Me
        {
            UserId = user.UserId,
            Email = user.Email,
            Name = user.Name,
            SubscriptionTier = user.SubscriptionTier,
            DefaultRuntimeProvider = user.DefaultRuntimeProvider,
            CreatedAt = user.CreatedAt,
            DeletionId = user.DeletionId,
        });
    }
}
