using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Webhost.Local.LemonSqueezy.Api.Resources;
using Webhost.Local.LemonSqueezy.Products;
using Webhost.Local.LemonSqueezy.Records;

namespace Webhost.Local.LemonSqueezy.Api;

/// <summary>Making checkouts.</summary>
internal static class CheckoutRoutes
{
    public static void Map(IEndpointRouteBuilder routes, ApiContext api) => routes.MapPost("/v1/checkouts", async context =>
    {
        var outcome = (await Body.ReadAsync(context.Request, CheckoutResource.Kind.Type)).TryGet(out var body, out var refusal) ? Create(api, body) : refusal;
        await Documents.WriteAsync(context, api, CheckoutResource.Kind, outcome, StatusCodes.Status201Created);
    });

    private static Outcome<Checkout> Create(ApiContext api, Body body)
    {
        var store = body.Related("store", "stores");
        var variantId = body.Related("variant", "variants");
        var price = body.Whole("custom_price", 0);
        var options = new CheckoutInput(body);
        var expiresAt = body.Time("expires_at");
        if (body.Refusal is { } refusal)
            return refusal;
        if (StoreResource.Kind.Find(api.View, store!) is null)
            return Refusal.NoRelated("store");
        if (VariantResource.Kind.Find(api.View, variantId!) is not Variant variant)
            return Refusal.NoRelated("variant");
        return api.Store.Apply(api.Clock.Now, change => change.Put(new Checkout
        {
            Id = change.NextId<Checkout>(),
            Key = Guid.NewGuid().ToString(), // Whoever knows it may pay, so it must not be guessable.
            VariantId = variant.Id,
            CustomPrice = price,
            Quantity = options.QuantityOf(variant.Id),
            SkipTrial = options.SkipTrial,
            Email = options.Email,
            Name = options.Name,
            RedirectUrl = options.RedirectUrl,
            CustomData = options.CustomData,
            ProductOptions = options.ProductOptions(variant).ToJsonString(),
            CheckoutOptions = options.CheckoutOptions().ToJsonString(),
            CheckoutData = options.CheckoutData().ToJsonString(),
            Preview = body.Flag("preview") ?? false,
            ExpiresAt = expiresAt,
            CreatedAt = change.Now,
            UpdatedAt = change.Now,
        }));
    }
}
