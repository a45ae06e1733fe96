using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Webhost.Local.KeyVault.Vault;

namespace Webhost.Local.KeyVault.Http;

/// <summary>The operations on secrets in use.</summary>
internal static class SecretEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, SecretVault vault)
    {
        Shapes ShapesFor(HttpContext context) => new(context.Request, vault.RecoverableDays);

        routes.MapGet("/secrets", context => Paging.WriteAsync(context, vault.Secrets, record => record.Name, ShapesFor(context).Item));

        routes.MapPut("/secrets/{name}", async context =>
        {
            if (await Answers.ReadAsync(context, WireJson.Default.WireSecretInput) is not { } input)
                return;
            if (input.Value is null)
            {
                await Answers.FailAsync(context, VaultError.BadParameter("The parameter 'value' is missing."));
                return;
            }

            var outcome = await vault.SetAsync(Name(context), input.Value, Shapes.Properties(input), context.RequestAborted);
            await Answers.WriteAsync(context, outcome, record => ShapesFor(context).Bundle(record, record.Latest, input.Value));
        });

        routes.MapGet("/secrets/{name}/{version?}", context =>
        {
            var found = vault.Find(Name(context));
            if (!found.Succeeded)
                return Answers.FailAsync(context, found.Error);
            var version = SecretVault.Version(found.Value, context.GetRouteValue("version") as string);
            return Answers.WriteAsync(
                context,
                version is { Succeeded: true, Value.Enabled: false } ? VaultError.Disabled : version,
                enabled => ShapesFor(context).Bundle(found.Value, enabled, vault.Reveal(found.Value, enabled)));
        });

        routes.MapGet("/secrets/{name}/versions", context =>
        {
            var found = vault.Find(Name(context));
            return found.Succeeded
                ? Paging.WriteAsync(context, found.Value.Versions.OrderBy(version => version.Id, StringComparer.Ordinal), version => version.Id, version => ShapesFor(context).VersionItem(found.Value, version))
                : Answers.FailAsync(context, found.Error);
        });

        routes.MapPatch("/secrets/{name}/{version?}", async context =>
        {
            if (await Answers.ReadAsync(context, WireJson.Default.WireSecretInput) is not { } input)
                return;
            var id = context.GetRouteValue("version") as string ?? string.Empty;
            var outcome = await vault.UpdateAsync(Name(context), id, Shapes.Properties(input), context.RequestAborted);
            await Answers.WriteAsync(context, outcome, record => ShapesFor(context).Bundle(record, SecretVault.Version(record, id).Value!, value: null));
        });

        routes.MapDelete("/secrets/{name}", async context =>
            await Answers.WriteAsync(context, await vault.DeleteAsync(Name(context), context.RequestAborted), ShapesFor(context).Deleted));

        routes.MapPost("/secrets/{name}/backup", context =>
        {
            var backup = vault.Backup(Name(context));
            return backup.Succeeded
                ? Answers.WriteAsync(context, new WireBackup(WebEncoders.Base64UrlEncode(backup.Value)), WireJson.Default.WireBackup)
                : Answers.FailAsync(context, backup.Error);
        });

        routes.MapPost("/secrets/restore", async context =>
        {
            if (await Answers.ReadAsync(context, WireJson.Default.WireBackup) is not { } backup)
                return;
            var outcome = await vault.RestoreAsync(Decode(backup.Value), context.RequestAborted);
            await Answers.WriteAsync(context, outcome, record => ShapesFor(context).Bundle(record, record.Latest, value: null));
        });
    }

    internal static string Name(HttpContext context) => (string)context.GetRouteValue("name")!;

    // What can't be decoded can't be opened either, and is refused there.
    private static byte[] Decode(string? text)
    {
        try
        {
            return text is null ? [] : WebEncoders.Base64UrlDecode(text);
        }
        catch (FormatException)
        {
            return [];
        }
    }
}
