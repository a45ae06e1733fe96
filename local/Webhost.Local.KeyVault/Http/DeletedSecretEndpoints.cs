using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Webhost.Local.KeyVault.Vault;

namespace Webhost.Local.KeyVault.Http;

/// <summary>The operations on deleted secrets: list, get, recover, purge.</summary>
internal static class DeletedSecretEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, SecretVault vault)
    {
        Shapes ShapesFor(HttpContext context) => new(context.Request, vault.RecoverableDays);

        routes.MapGet("/deletedsecrets", async context =>
        {
            await vault.PurgeDueAsync(context.RequestAborted);
            await Paging.WriteAsync(context, vault.DeletedSecrets, record => record.Name, ShapesFor(context).DeletedItem);
        });

        routes.MapGet("/deletedsecrets/{name}", context =>
            Answers.WriteAsync(context, vault.FindDeleted(SecretEndpoints.Name(context)), ShapesFor(context).Deleted));

        routes.MapPost("/deletedsecrets/{name}/recover", async context =>
            await Answers.WriteAsync(
                context,
                await vault.RecoverAsync(SecretEndpoints.Name(context), context.RequestAborted),
                record => ShapesFor(context).Bundle(record, record.Latest, value: null)));

        routes.MapDelete("/deletedsecrets/{name}", async context =>
        {
            var purged = await vault.PurgeAsync(SecretEndpoints.Name(context), context.RequestAborted);
            if (purged.Succeeded)
                context.Response.StatusCode = StatusCodes.Status204NoContent;
            else
                await Answers.FailAsync(context, purged.Error);
        });
    }
}
