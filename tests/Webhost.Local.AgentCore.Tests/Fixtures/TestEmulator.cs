using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Webhost.Local.AgentCore.Tests.Fixtures;

/// <summary>An emulator with a state directory of its own, and a signed client to talk to it.</summary>
internal sealed class TestEmulator : IAsyncDisposable
{
    public const string AccessKeyId = "AKIATESTTESTTESTTEST";
    public const string SecretAccessKey = "the-secret-of-the-tests";

    private readonly Func<AgentCoreEmulatorOptions, AgentCoreEmulatorOptions> _configure;
    private AgentCoreEmulator? _emulator;

    private TestEmulator(Func<AgentCoreEmulatorOptions, AgentCoreEmulatorOptions> configure) => _configure = configure;

    public string State { get; } = Directory.CreateTempSubdirectory("webhost-ac-").FullName;

    public Uri Uri => _emulator!.Uri;

    public SignedClient Client { get; private set; } = null!;

    public static AgentCoreEmulatorOptions Usual(string state) => new()
    {
        StateDirectory = state,
        AccessKeyId = AccessKeyId,
        SecretAccessKey = SecretAccessKey,
        Buckets = ["code"],
        ProvisioningTime = TimeSpan.FromMilliseconds(100),
    };

    public static async Task<TestEmulator> StartAsync(Func<AgentCoreEmulatorOptions, AgentCoreEmulatorOptions>? configure = null)
    {
        var emulator = new TestEmulator(configure ?? (options => options));
        await emulator.OpenAsync();
        return emulator;
    }

    public async Task OpenAsync()
    {
        _emulator = await AgentCoreEmulator.StartAsync(_configure(Usual(State)));
        Client = new SignedClient(Uri);
    }

    public async Task CloseAsync()
    {
        Client.Dispose();
        if (_emulator is { } emulator)
            await emulator.DisposeAsync();
        _emulator = null;
    }

    public Task<string> AdminKeyAsync() => File.ReadAllTextAsync(Path.Combine(State, "admin.key"));

    public async Task<JsonNode> AdminAsync(string path, object? body = null)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, new Uri(Uri, $"/local/{path}"));
        request.Headers.Add("Authorization", $"Bearer {await AdminKeyAsync()}");
        request.Content = body is null ? null : JsonContent.Create(body);
        using var response = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await Folders.RemoveAsync(State);
    }
}
