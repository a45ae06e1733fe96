using System.Net.Mail;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Webhost.Local.LemonSqueezy.Api.Resources;
using Webhost.Local.LemonSqueezy.Records;

namespace Webhost.Local.LemonSqueezy.Api;

/// <summary>Making and changing customers.</summary>
internal static class CustomerRoutes
{
    public static void Map(IEndpointRouteBuilder routes, ApiContext api)
    {
        routes.MapPost("/v1/customers", async context =>
        {
            var outcome = (await Body.ReadAsync(context.Request, CustomerResource.Kind.Type)).TryGet(out var body, out var refusal) ? Create(api, body) : refusal;
            await Documents.WriteAsync(context, api, CustomerResource.Kind, outcome, StatusCodes.Status201Created);
        });

        routes.MapPatch("/v1/customers/{id}", async context =>
        {
            var id = ReadRoutes.IdOf(context);
            var outcome = (await Body.ReadAsync(context.Request, CustomerResource.Kind.Type, id)).TryGet(out var body, out var refusal) ? Update(api, id, body) : refusal;
            await Documents.WriteAsync(context, api, CustomerResource.Kind, outcome);
        });
    }

    private static Outcome<Customer> Create(ApiContext api, Body body)
    {
        var store = body.Related("store", "stores");
        var name = body.RequiredText("name");
        var email = Email(body, body.RequiredText("email"));
        var (city, region, country) = (body.Text("city"), body.Text("region"), body.Text("country", longest: 2));
        if (body.Refusal is { } refusal)
            return refusal;
        if (StoreResource.Kind.Find(api.View, store!) is null)
            return Refusal.NoRelated("store");
        return api.Store.Change(api.Clock.Now, Outcome<Customer> (change) => IsTaken(change.Data.All<Customer>(), email!)
            ? Refusal.Invalid("The email has already been taken.", "/data/attributes/email")
            : change.Put(new Customer
            {
                Id = change.NextId<Customer>(),
                Name = name!,
                Email = email!,
                City = city,
                Region = region,
                Country = country,
                CreatedAt = change.Now,
                UpdatedAt = change.Now,
            }));
    }

    private static Outcome<Customer> Update(ApiContext api, string id, Body body)
    {
        var (name, email) = (body.Text("name"), Email(body, body.Text("email")));
        var (city, region, country, status) = (body.Text("city"), body.Text("region"), body.Text("country", longest: 2), body.Text("status"));
        if (status is not (null or "archived"))
            body.Add("The selected status is invalid.", "status");
        if (body.Refusal is { } refusal)
            return refusal;
        return api.Store.Change(api.Clock.Now, Outcome<Customer> (change) =>
        {
            if (CustomerResource.Kind.Find(api.View with { Data = change.Data }, id) is not Customer customer)
                return Refusal.NotFound;
            if (email is not null && IsTaken(change.Data.All<Customer>().Where(other => other.Id != customer.Id), email))
                return Refusal.Invalid("The email has already been taken.", "/data/attributes/email");
            return change.Put(customer with
            {
                Name = name ?? customer.Name,
                Email = email ?? customer.Email,
                City = city ?? customer.City,
                Region = region ?? customer.Region,
                Country = country ?? customer.Country,
                Status = status ?? customer.Status,
                UpdatedAt = change.Now,
            });
        });
    }

    private static string? Email(Body body, string? email)
    {
        if (email is not null && !MailAddress.TryCreate(email, out _))
            body.Add("The email must be a valid email address.", "email");
        return email;
    }

    private static bool IsTaken(IEnumerable<Customer> customers, string email) => customers.Any(customer => string.Equals(customer.Email, email, StringComparison.OrdinalIgnoreCase));
}
