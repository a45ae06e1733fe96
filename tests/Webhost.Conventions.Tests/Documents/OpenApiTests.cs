using System.Text.Json.Nodes;
using Webhost.Functions.Http;

namespace Webhost.Conventions.Tests.Documents;

public sealed class OpenApiTests
{
    [Fact]
    public async Task The_committed_description_of_the_api_is_what_the_code_gives()
    {
        var committed = File.Exists(OpenApiSnapshot.File) ? await File.ReadAllLinesAsync(OpenApiSnapshot.File) : [];

        var generated = OpenApiSnapshot.Generate().TrimEnd('\n').Split('\n');

        var line = committed.Zip(generated).TakeWhile(pair => string.Equals(pair.First, pair.Second, StringComparison.Ordinal)).Count();
        Assert.True(
            committed.Length == generated.Length && line == generated.Length,
            $"docs/openapi.json differs from the API from line {line + 1} on. If the change is meant, renew the file with './dev openapi', look at what changed, and commit it."
            + $"\ncommitted: {committed.ElementAtOrDefault(line)}\ngenerated: {generated.ElementAtOrDefault(line)}");
    }

    [Fact]
    public void Every_list_takes_a_limit_and_a_cursor()
    {
        var lists = Operations().Where(operation => operation["responses"]!["200"]?["content"]?["application/json"]?["schema"]?["$ref"]?.GetValue<string>().EndsWith("Page", StringComparison.Ordinal) is true).ToArray();

        Assert.NotEmpty(lists);
        Assert.All(lists, list => Assert.Empty(new[] { "limit", "cursor" }.Except(Parameters(list, "query"))));
    }

    [Fact]
    public void A_body_that_may_be_left_out_is_described_so_and_so_are_the_headers_that_an_operation_heeds()
    {
        Assert.Equal(["CloneAgent", "RotateApiKey"], Operations().Where(operation => operation["requestBody"]?["required"]!.GetValue<bool>() is false).Select(Id));
        Assert.Equal(["DeleteAgent", "DisableAgent", "EnableAgent", "UpdateAgent"], OperationsWith("If-Match"));
        Assert.Equal(["FollowDeployment", "FollowInvocation", "ReadLogs"], OperationsWith("Last-Event-ID"));
        Assert.Equal(["UploadArtifact"], OperationsWith("X-Checksum"));
    }

    [Fact]
    public void What_may_be_left_out_of_an_answer_is_not_required()
    {
        var required = Objects(JsonNode.Parse(OpenApiSnapshot.Generate())!["components"]!["schemas"]!)
            .SelectMany(schema => (schema["required"] as JsonArray ?? []).Select(name => (Name: name!.GetValue<string>(), Type: schema["properties"]![name.GetValue<string>()]!["type"])));

        Assert.NotEmpty(required);
        Assert.DoesNotContain(required, member => member.Type is JsonArray types && types.Any(type => type!.GetValue<string>() is "null"));
    }

    [Fact]
    public void A_page_of_another_origin_may_send_every_header_that_is_described() =>
        Assert.Empty(Operations().SelectMany(operation => Parameters(operation, "header")).Except(CorsMiddleware.AllowedHeaders.Split(", ")));

    private static IEnumerable<JsonObject> Objects(JsonNode node) => node switch
    {
        JsonObject schema when schema["properties"] is JsonObject properties => [schema, .. properties.SelectMany(property => Objects(property.Value!))],
        JsonObject other => other.SelectMany(member => member.Value is null ? [] : Objects(member.Value)),
        JsonArray items => items.SelectMany(item => item is null ? [] : Objects(item)),
        _ => [],
    };

    private static IEnumerable<string> OperationsWith(string header) => Operations().Where(operation => Parameters(operation, "header").Contains(header)).Select(Id).Order(StringComparer.Ordinal);

    private static string Id(JsonNode operation) => operation["operationId"]!.GetValue<string>();

    private static IEnumerable<JsonNode> Operations() =>
        JsonNode.Parse(OpenApiSnapshot.Generate())!["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).Select(operation => operation.Value!);

    private static IEnumerable<string> Parameters(JsonNode operation, string place) =>
        operation["parameters"]!.AsArray().Where(parameter => parameter!["in"]!.GetValue<string>() == place).Select(parameter => parameter!["name"]!.GetValue<string>());
}
