using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Webhost.Contracts.Errors;
using Webhost.Core.Identity;
using Webhost.Functions.Http;

namespace Webhost.Functions.OpenApi;

/// <summary>Describes the API (OpenAPI 3.1), generated from the functions themselves: what is not described there does not exist.</summary>
internal sealed partial class OpenApiDocumentSource(OperationCatalog operations, OidcOptions identity)
{
    private const string JsonType = "application/json";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly Lazy<string> json = new(() => Build(operations, identity).ToJsonString(Indented));

    /// <summary>The document.</summary>
    public string Json => json.Value;

    private static JsonObject Build(OperationCatalog operations, OidcOptions identity)
    {
        var schemas = new OpenApiSchemas();
        var paths = new JsonObject();
        foreach (var operation in operations.All.Where(operation => !operation.Description.Hidden).OrderBy(operation => operation.Trigger.Route, StringComparer.Ordinal).ThenBy(operation => operation.Name, StringComparer.Ordinal))
        {
            var path = $"/{operation.Trigger.Route}";
            if (paths[path] is not JsonObject item)
            {
                paths[path] = item = [];
            }

            // HEAD is answered as GET is, without a body.
            foreach (var method in (operation.Trigger.Methods ?? []).Where(method => method is not "head"))
            {
                item[method] = Describe(operation, path, schemas);
            }
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "webhost.systems",
                ["version"] = "v1",
                ["description"] = "Deploy, invoke and observe AI agents on several runtimes. Every error has the same envelope.",
            },
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = schemas.ToJson(),
                ["securitySchemes"] = new JsonObject
                {
                    ["bearer"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["description"] = "An access token, or an API key." },
                    ["openIdConnect"] = new JsonObject
                    {
                        ["type"] = "openIdConnect",
                        ["description"] = "Where access tokens come from.",
                        ["openIdConnectUrl"] = $"{identity.Authority.ToString().TrimEnd('/')}/.well-known/openid-configuration",
                    },
                },
            },
        };
    }

    private static JsonObject Describe(Operation operation, string path, OpenApiSchemas schemas)
    {
        var description = operation.Description;
        var described = new JsonObject
        {
            ["operationId"] = operation.Name,
            ["summary"] = description.Summary,
            ["parameters"] = Parameters(path, description),
            ["responses"] = Responses(description, schemas),
        };
        if (description.Access is not (Access.Anonymous or Access.Signed))
        {
            described["security"] = new JsonArray(new JsonObject { ["bearer"] = new JsonArray() });
        }

        if (description.Request is { } request)
        {
            described["requestBody"] = new JsonObject { ["required"] = !description.BodyOptional, ["content"] = new JsonObject { [JsonType] = new JsonObject { ["schema"] = schemas.Reference(request) } } };
        }
        else if (description.RawRequest.Length > 0)
        {
            var content = new JsonObject();
            foreach (var type in description.RawRequest.Split(' '))
            {
                content[type] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "string", ["format"] = "binary" } };
            }

            described["requestBody"] = new JsonObject { ["required"] = true, ["content"] = content };
        }

        return described;
    }

    private static JsonArray Parameters(string path, OperationAttribute description)
    {
        var parameters = new JsonArray();
        foreach (Match match in PathParameter().Matches(path))
        {
            parameters.Add(Parameter(match.Groups["name"].Value, "path", required: true));
        }

        foreach (var name in description.Query.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            parameters.Add(Parameter(name, "query", required: false));
        }

        foreach (var name in description.Headers.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            parameters.Add(Parameter(name, "header", required: false));
        }

        if (description.Idempotent)
        {
            parameters.Add(Parameter(IdempotencyMiddleware.Header, "header", required: false));
        }

        return parameters;
    }

    private static JsonObject Parameter(string name, string place, bool required) =>
        new() { ["name"] = name, ["in"] = place, ["required"] = required, ["schema"] = new JsonObject { ["type"] = "string" } };

    private static JsonObject Responses(OperationAttribute description, OpenApiSchemas schemas)
    {
        var content = new JsonObject();
        if (description.Response is { } response)
        {
            content[JsonType] = new JsonObject { ["schema"] = schemas.Reference(response) };
        }

        foreach (var type in description.Exports.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            content[type] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "string" } };
        }

        if (description.Streams)
        {
            content["text/event-stream"] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "string" } };
        }

        var success = new JsonObject { ["description"] = "Success." };
        if (content.Count > 0)
        {
            success["content"] = content;
        }

        var responses = new JsonObject { [description.Status.ToString(CultureInfo.InvariantCulture)] = success };
        if (description.Accepted is { } accepted)
        {
            responses["202"] = new JsonObject { ["description"] = "The work goes on.", ["content"] = new JsonObject { [JsonType] = new JsonObject { ["schema"] = schemas.Reference(accepted) } } };
        }

        if (description.Headers.Contains(Api.IfNoneMatchHeader, StringComparison.Ordinal))
        {
            responses["304"] = new JsonObject { ["description"] = "It is the version that If-None-Match names." };
        }

        responses["default"] = new JsonObject
        {
            ["description"] = "Any error.",
            ["content"] = new JsonObject { [JsonType] = new JsonObject { ["schema"] = schemas.Reference(typeof(ErrorEnvelope)) } },
        };
        return responses;
    }

    [GeneratedRegex(@"\{\*?(?<name>\w+)\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PathParameter();
}
