using System.Text.Json.Nodes;

namespace Webhost.Local.LemonSqueezy.Tests;

public sealed class ApiTests : IAsyncLifetime
{
    private TestSandbox _sandbox = null!;

    public async Task InitializeAsync() => _sandbox = await TestSandbox.StartAsync();

    public Task DisposeAsync() => _sandbox.DisposeAsync().AsTask();

    [Theory]
    [InlineData("", "v1/users/me")]
    [InlineData("", "V1/Users/Me")]
    [InlineData("Bearer another", "v1/users/me")]
    [InlineData("Basic dGVzdA==", "v1/users/me")]
    public async Task Without_the_key_nothing_is_answered(string authorization, string path)
    {
        using var response = await _sandbox.Api.SendRawAsync(HttpMethod.Get, path, body: null, authorization: authorization);
        var error = Errors(JsonNode.Parse(await response.Content.ReadAsStringAsync())!).Single();

        Assert.Equal(401, (int)response.StatusCode);
        Assert.Equal("application/vnd.api+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("401", error["status"]!.GetValue<string>());
        Assert.Equal("Unauthorized", error["title"]!.GetValue<string>());
        Assert.Equal("Unauthenticated.", error["detail"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("GET", "v1/subscriptions/1", 404)]
    [InlineData("GET", "v1/nothing", 404)]
    [InlineData("GET", "v1/variants/1001/nothing", 404)]
    [InlineData("GET", "v1", 404)]
    [InlineData("DELETE", "v1/subscriptions/1", 404)]
    [InlineData("DELETE", "v1/variants/1001", 405)]
    [InlineData("GET", "v1/subscriptions?filter[colour]=red", 400)]
    [InlineData("GET", "v1/subscriptions?include=colour", 400)]
    [InlineData("GET", "v1/subscriptions?sort=colour", 400)]
    [InlineData("GET", "v1/subscriptions?page[size]=101", 400)]
    [InlineData("GET", "v1/subscriptions?page[size]=x", 400)]
    [InlineData("GET", "v1/subscriptions?page[number]=0", 400)]
    public async Task What_is_not_there_or_not_allowed_is_refused_in_the_shape_of_errors(string method, string path, int expected)
    {
        var (status, body) = await _sandbox.Api.SendAsync(HttpMethod.Parse(method), path, body: null);

        Assert.Equal(expected, status);
        Assert.Equal($"{expected}", Errors(body).Single()["status"]!.GetValue<string>());
        Assert.NotEmpty(Errors(body).Single()["detail"]!.GetValue<string>());
        Assert.NotEmpty(Errors(body).Single()["title"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("{", null, 400)]
    [InlineData("[]", null, 400)]
    [InlineData("{}", null, 400)]
    [InlineData("""{"data":{"attributes":{}}}""", null, 400)]
    [InlineData("""{"data":{"type":"webhooks"}}""", null, 409)]
    [InlineData("""{"data":{"type":"checkouts"}}""", "application/json", 415)]
    public async Task A_body_that_is_no_resource_object_of_the_type_is_refused(string body, string? contentType, int expected)
    {
        using var response = await _sandbox.Api.SendRawAsync(HttpMethod.Post, "v1/checkouts", body, contentType);

        Assert.Equal(expected, (int)response.StatusCode);
        Assert.NotEmpty(Errors(JsonNode.Parse(await response.Content.ReadAsStringAsync())!));
    }

    [Fact]
    public async Task Only_JSON_API_is_spoken()
    {
        using var refused = await _sandbox.Api.SendRawAsync(HttpMethod.Get, "v1/stores", body: null, accept: "application/json");
        using var accepted = await _sandbox.Api.SendRawAsync(HttpMethod.Get, "v1/stores", body: null, accept: "*/*");

        Assert.Equal(406, (int)refused.StatusCode);
        Assert.Equal(200, (int)accepted.StatusCode);
    }

    [Fact]
    public async Task All_problems_of_a_body_are_answered_at_once_with_pointers()
    {
        var (status, body) = await _sandbox.Api.PostAsync("v1/webhooks", Document.New("webhooks", new JsonObject { ["url"] = "ftp://x", ["secret"] = "short", ["events"] = new JsonArray("nothing") }));

        Assert.Equal(422, status);
        Assert.Equal(
            ["/data/attributes/events", "/data/attributes/secret", "/data/attributes/url", "/data/relationships/store"],
            Errors(body).Select(error => error["source"]!["pointer"]!.GetValue<string>()).Order(StringComparer.Ordinal));
        Assert.All(Errors(body), error => Assert.Equal("Unprocessable Entity", error["title"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_relationship_to_what_is_not_there_is_not_found()
    {
        var (store, storeBody) = await _sandbox.Api.PostAsync("v1/checkouts", Document.New("checkouts", [], ("store", "stores", 999), ("variant", "variants", TestSandbox.Starter)));
        var (variant, variantBody) = await _sandbox.Api.PostAsync("v1/checkouts", Document.New("checkouts", [], ("store", "stores", TestSandbox.StoreId), ("variant", "variants", 999)));

        Assert.Equal((404, "/data/relationships/store"), (store, Errors(storeBody).Single()["source"]!["pointer"]!.GetValue<string>()));
        Assert.Equal((404, "/data/relationships/variant"), (variant, Errors(variantBody).Single()["source"]!["pointer"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Lists_come_in_pages_with_the_newest_first()
    {
        for (var index = 0; index < 12; index++)
            await _sandbox.CheckoutAsync();

        var first = (await _sandbox.Api.GetAsync("v1/checkouts")).Body;
        var second = (await _sandbox.Api.GetAsync(Relative(first["links"]!["next"]!.GetValue<string>()))).Body;
        var oldest = (await _sandbox.Api.GetAsync("v1/checkouts?sort=createdAt&page[size]=1")).Body;

        var page = first["meta"]!["page"]!;
        Assert.Equal("""{"currentPage":1,"from":1,"lastPage":2,"perPage":10,"to":10,"total":12}""", page.ToJsonString());
        Assert.Equal("""{"currentPage":2,"from":11,"lastPage":2,"perPage":10,"to":12,"total":12}""", second["meta"]!["page"]!.ToJsonString());
        Assert.Null(second["links"]!["next"]);
        Assert.Equal(first["links"]!["first"]!.GetValue<string>(), second["links"]!["prev"]!.GetValue<string>());
        Assert.Equal(second["data"]!.AsArray()[^1]!["id"]!.GetValue<string>(), oldest["data"]![0]!["id"]!.GetValue<string>());
        Assert.Equal(12, first["data"]!.AsArray().Concat(second["data"]!.AsArray()).Select(item => item!["id"]!.GetValue<string>()).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task An_empty_list_is_a_page_too()
    {
        var (status, body) = await _sandbox.Api.GetAsync("v1/subscriptions?include=");

        Assert.Equal(200, status);
        Assert.Empty(body["data"]!.AsArray());
        Assert.Equal("""{"currentPage":1,"from":0,"lastPage":1,"perPage":10,"to":0,"total":0}""", body["meta"]!["page"]!.ToJsonString());
    }

    [Fact]
    public async Task Lists_are_filtered_and_the_filter_stays_in_the_links()
    {
        var mine = await _sandbox.SubscribeAsync(email: "ada@example.org");
        var other = await _sandbox.SubscribeAsync(TestSandbox.Pro, email: "grace@example.org");
        await _sandbox.PatchAsync(other, new JsonObject { ["cancelled"] = true });

        var byEmail = (await _sandbox.Api.GetAsync("v1/subscriptions?filter[user_email]=ADA@example.org")).Body;
        var byStatus = (await _sandbox.Api.GetAsync($"v1/subscriptions?filter[status]=cancelled&filter[store_id]={TestSandbox.StoreId}")).Body;
        var byVariant = (await _sandbox.Api.GetAsync($"v1/subscriptions?filter[variant_id]={TestSandbox.Yearly}")).Body;
        var notRefunded = (await _sandbox.Api.GetAsync("v1/subscription-invoices?filter[refunded]=false")).Body;
        var refunded = (await _sandbox.Api.GetAsync("v1/subscription-invoices?filter[refunded]=true")).Body;

        Assert.Equal(mine, byEmail["data"]!.AsArray().Single()!["id"]!.GetValue<string>());
        Assert.Contains("filter[user_email]=ADA@example.org", Uri.UnescapeDataString(byEmail["links"]!["first"]!.GetValue<string>()), StringComparison.Ordinal);
        Assert.Equal(other, byStatus["data"]!.AsArray().Single()!["id"]!.GetValue<string>());
        Assert.Empty(byVariant["data"]!.AsArray());
        Assert.Equal(2, notRefunded["data"]!.AsArray().Count);
        Assert.Empty(refunded["data"]!.AsArray());
    }

    [Fact]
    public async Task Related_resources_are_included_once_and_lie_behind_their_links()
    {
        var subscription = await _sandbox.SubscribeAsync();
        await _sandbox.SubscribeAsync();

        var list = (await _sandbox.Api.GetAsync("v1/subscriptions?include=customer,order,subscription-items")).Body;
        var one = (await _sandbox.Api.GetAsync($"v1/subscriptions/{subscription}?include=subscription-invoices")).Body;
        var relationship = one["data"]!["relationships"]!["customer"]!["links"]!;
        var related = (await _sandbox.Api.GetAsync(Relative(relationship["related"]!.GetValue<string>()))).Body;
        var linkage = (await _sandbox.Api.GetAsync(Relative(relationship["self"]!.GetValue<string>()))).Body;

        // Two subscriptions of one customer.
        Assert.Equal(["customers", "orders", "orders", "subscription-items", "subscription-items"], Types(list).Order(StringComparer.Ordinal));
        Assert.Equal("subscription-invoices", one["data"]!["relationships"]!["subscription-invoices"]!["data"]![0]!["type"]!.GetValue<string>());
        Assert.Equal("ada@example.org", related["data"]!["attributes"]!["email"]!.GetValue<string>());
        Assert.Equal(related["data"]!["id"]!.GetValue<string>(), linkage["data"]!["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task Customers_are_made_once_for_an_address_and_archived()
    {
        var new1 = Document.New("customers", new JsonObject { ["name"] = "Ada", ["email"] = "ada@example.org", ["country"] = "GB" }, ("store", "stores", TestSandbox.StoreId));
        var (created, body) = await _sandbox.Api.PostAsync("v1/customers", new1);
        var id = body["data"]!["id"]!.GetValue<string>();

        var (again, _) = await _sandbox.Api.PostAsync("v1/customers", new1.DeepClone());
        await _sandbox.SubscribeAsync(email: "ADA@example.org");
        var (archived, after) = await _sandbox.Api.PatchAsync($"v1/customers/{id}", Document.Change("customers", id, new JsonObject { ["status"] = "archived", ["city"] = "London" }));

        Assert.Equal((201, 422, 200), (created, again, archived));
        Assert.Null(body["data"]!["attributes"]!["urls"]!["customer_portal"]);
        Assert.NotNull(after["data"]!["attributes"]!["urls"]!["customer_portal"]);
        Assert.Equal(2900, after["data"]!["attributes"]!["mrr"]!.GetValue<long>());
        Assert.Equal("archived", after["data"]!["attributes"]!["status"]!.GetValue<string>());
        Assert.Equal(1, (await _sandbox.Api.GetAsync("v1/customers?filter[email]=ada@example.org")).Body["meta"]!["page"]!["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task The_301st_call_of_a_minute_is_one_too_many()
    {
        await using var limited = await TestSandbox.StartAsync(options => options with { ApiCallsPerMinute = 300 });
        for (var call = 0; call < 299; call++)
            Assert.Equal(200, (await limited.Api.GetAsync("v1/users/me")).Status);

        using var last = await limited.Api.SendRawAsync(HttpMethod.Get, "v1/users/me", body: null);
        using var refused = await limited.Api.SendRawAsync(HttpMethod.Get, "v1/users/me", body: null);
        limited.Time.Advance(TimeSpan.FromMinutes(1));
        using var later = await limited.Api.SendRawAsync(HttpMethod.Get, "v1/users/me", body: null);

        Assert.Equal((200, "0"), ((int)last.StatusCode, last.Headers.GetValues("X-Ratelimit-Remaining").Single()));
        Assert.Equal(429, (int)refused.StatusCode);
        Assert.Equal("60", refused.Headers.GetValues("Retry-After").Single());
        Assert.Equal("429", Errors(JsonNode.Parse(await refused.Content.ReadAsStringAsync())!).Single()["status"]!.GetValue<string>());
        Assert.Equal((200, "299"), ((int)later.StatusCode, later.Headers.GetValues("X-Ratelimit-Remaining").Single()));
    }

    private static IEnumerable<string> Types(JsonNode document) => document["included"]!.AsArray().Select(item => item!["type"]!.GetValue<string>());

    private static IReadOnlyList<JsonNode> Errors(JsonNode body) => [.. body["errors"]!.AsArray().Select(error => error!)];

    private static string Relative(string address) => new Uri(address).PathAndQuery.TrimStart('/');
}
