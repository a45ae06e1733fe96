using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Webhost.Local.AgentCore.Http;
using Webhost.Local.AgentCore.Identity;

namespace Webhost.Local.AgentCore.Runtimes;

/// <summary>The tags of all that has an ARN.</summary>
internal sealed class TagRoutes(RuntimeStore runtimes, IdentityRoutes identity, Arns arns)
{
    public Task ListAsync(HttpContext context, string arn)
    {
        var tags = new JsonObject();
        foreach (var (name, value) in Find(arn).Tags)
            tags[name] = value;
        return Answers.JsonAsync(context, 200, new JsonObject { ["tags"] = tags });
    }

    public async Task TagAsync(HttpContext context, string arn)
    {
        var given = (await JsonBody.ReadAsync(context.Request)).Map("tags") ?? throw AwsException.Validation("tags", "tags is missing.");
        var (old, set) = Find(arn);
        var tags = new Dictionary<string, string>(old, StringComparer.Ordinal);
        foreach (var (name, value) in given)
            tags[name] = value;
        await set(RuntimeRules.Tags(tags));
        context.Response.StatusCode = 204;
    }

    public async Task UntagAsync(HttpContext context, RequestTarget target, string arn)
    {
        var keys = target.Query.Where(pair => pair.Name is "tagKeys").Select(pair => pair.Value).ToHashSet(StringComparer.Ordinal);
        if (keys.Count == 0)
            throw AwsException.Validation("tagKeys", "tagKeys is missing.");
        var (old, set) = Find(arn);
        await set(old.Where(tag => !keys.Contains(tag.Key)).ToDictionary(StringComparer.Ordinal));
        context.Response.StatusCode = 204;
    }

    private (IReadOnlyDictionary<string, string> Tags, Func<IReadOnlyDictionary<string, string>, Task> Set) Find(string arn)
    {
        var resource = arns.Resource(arn) ?? throw AwsException.NotFound($"Resource '{arn}'");
        return resource.Split('/') switch
        {
            ["runtime", var id] when runtimes.Records.Find(id) is { } found => (found.Tags, tags => runtimes.ChangeAsync(id, runtime => runtime with { Tags = tags })),
            ["runtime", var id, "runtime-endpoint", var name] when runtimes.Records.Find(id)?.Endpoint(name) is { } found =>
                (found.Tags, tags => runtimes.ChangeAsync(id, runtime => runtime.Endpoint(name) is { } endpoint ? runtime.With(endpoint with { Tags = tags }) : runtime)),
            _ => identity.TagsOf(resource) ?? throw AwsException.NotFound($"Resource '{arn}'"),
        };
    }
}
