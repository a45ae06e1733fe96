using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Webhost.Local.Cloudflare.Tests.Fixtures;

/// <summary>Calls the facade as an API client does, and its scripts as their users do.</summary>
public sealed class CloudflareClient
{
    public CloudflareClient(CloudflareFacade facade)
    {
        Facade = facade;
        Api = new HttpClient { BaseAddress = new Uri($"{facade.ApiBaseUrl}/"), Timeout = TimeSpan.FromSeconds(60) };
        Api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", FacadeFixture.Token);
        Web = new HttpClient { Timeout = TimeSpan.FromSeconds(60) };
        Web.DefaultRequestHeaders.Add(DispatchKeyHeader, FacadeFixture.DispatchKey);
    }

    /// <summary>What the dispatcher Worker lets its callers in with.</summary>
    public const string DispatchKeyHeader = "X-Webhost-Dispatch-Key";

    public static string Account => $"accounts/{FacadeFixture.AccountId}";

    public static string AccountScripts => $"{Account}/workers/scripts";

    public static string NamespacedScripts => $"{Account}/workers/dispatch/namespaces/{FacadeFixture.Namespace}/scripts";

    public CloudflareFacade Facade { get; }

    public HttpClient Api { get; }

    public HttpClient Web { get; }

    /// <summary>Calls the API and answers the envelope.</summary>
    public async Task<JsonObject> CallAsync(HttpMethod method, string path, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        using var response = await Api.SendAsync(request);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
    }

    public Task<JsonObject> GetAsync(string path) => CallAsync(HttpMethod.Get, path);

    public Task<JsonObject> SendAsync(HttpMethod method, string path, JsonNode body) =>
        CallAsync(method, path, new StringContent(body.ToJsonString(), System.Text.Encoding.UTF8, "application/json"));

    /// <summary>Uploads and answers the envelope.</summary>
    public Task<JsonObject> UploadAsync(string name, Worker worker, bool namespaced = false) =>
        CallAsync(HttpMethod.Put, $"{(namespaced ? NamespacedScripts : AccountScripts)}/{name}", worker.ToContent());

    /// <summary>Uploads what must be accepted, and answers the result.</summary>
    public async Task<JsonObject> DeployAsync(string name, Worker worker, bool namespaced = false)
    {
        var answer = await UploadAsync(name, worker, namespaced);
        Assert.True(answer["success"]!.GetValue<bool>(), answer.ToJsonString());
        return answer["result"]!.AsObject();
    }

    /// <summary>What an account-level script answers to a GET.</summary>
    public Task<string> AskAsync(string name, string path = "") => Web.GetStringAsync(new Uri(Facade.ScriptUrl(name), path));

    /// <summary>What a script of the dispatch namespace answers to a GET through the dispatcher.</summary>
    public Task<string> DispatchAsync(string name, string path = "") => Web.GetStringAsync(new Uri(Facade.DispatcherUrl, $"{name}/{path}"));

    /// <summary>The only error's code of an envelope.</summary>
    public static int CodeOf(JsonObject answer) => answer["errors"]!.AsArray().Single()!["code"]!.GetValue<int>();

    public static string MessageOf(JsonObject answer) => answer["errors"]!.AsArray().Single()!["message"]!.GetValue<string>();
}
