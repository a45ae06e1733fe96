using System.Net;
using System.Text;
using System.Text.Json;
using Webhost.Local.AgentCore.Isolation;
using Webhost.Local.AgentCore.Signing;

namespace Webhost.Local.AgentCore.Sessions;

/// <summary>A session: a process that runs one version of an agent, for one conversation.</summary>
internal sealed class Session : IDisposable
{
    private const int LongestPing = 64 * 1024;
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _ending = new();
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SandboxProcess? _process;

    public Session(SessionKey key, string version, DateTimeOffset now)
    {
        Key = key;
        Version = version;
        StartedAt = now;
        LastUsed = now;
        // Once: calls ask for it when the session is gone, too.
        Ending = _ending.Token;
    }

    public SessionKey Key { get; }

    /// <summary>The version that it keeps for as long as it lives.</summary>
    public string Version { get; }

    public DateTimeOffset StartedAt { get; set; }

    public DateTimeOffset LastUsed { get; set; }

    /// <summary>When it was last asked whether it is busy.</summary>
    public DateTimeOffset LastPinged { get; set; }

    public SessionPhase Phase { get; set; } = SessionPhase.Provisioning;

    /// <summary>Whether it is being taken apart already.</summary>
    public bool IsEnding { get; set; }

    /// <summary>Calls on their way.</summary>
    public int Calls { get; set; }

    public required TimeSpan Idle { get; init; }

    public required TimeSpan MaxLifetime { get; init; }

    public required string Folder { get; init; }

    /// <summary>The unpacked code that it shares with other sessions of its version; null when it has a copy.</summary>
    public string? SharedCode { get; set; }

    public required TemporaryCredentials Credentials { get; init; }

    public SandboxProcess? Process => _process;

    /// <summary>Cancelled when it ends: calls in flight end with it.</summary>
    public CancellationToken Ending { get; }

    /// <summary>Completes when nothing more is made for it: it has begun, or failed to.</summary>
    public Task Begun => _begun.Task;

    /// <summary>
    /// A connection of its own, for one request: agents close connections when they like, and those that speak HTTP/1.0 after each answer, which a request must not meet. With it the connection
    /// ends, as a pool that keeps none would leave it open.
    /// </summary>
    /// <param name="connected">Is told when there is a connection: until then nothing has been sent.</param>
    public HttpMessageInvoker Connect(Action? connected = null) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
        RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
        ConnectCallback = async (_, cancellationToken) =>
        {
            var stream = await _process!.ConnectAsync(cancellationToken);
            connected?.Invoke();
            return stream;
        },
    });

    public void Began(SandboxProcess process) => _process = process;

    public void HasBegun() => _begun.TrySetResult();

    public Task CutAsync() => _ending.CancelAsync();

    /// <summary>What its agent says of itself; null when it does not answer.</summary>
    public async Task<PingStatus?> PingAsync()
    {
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ending);
            limit.CancelAfter(PingTimeout);
            using var request = new HttpRequestMessage(HttpMethod.Get, "http://127.0.0.1:8080/ping") { Version = HttpVersion.Version11 };
            using var http = Connect();
            using var response = await http.SendAsync(request, limit.Token);
            if (response.StatusCode != HttpStatusCode.OK)
                return null;
            var body = new byte[LongestPing];
            await using var stream = await response.Content.ReadAsStreamAsync(limit.Token);
            var length = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, limit.Token);
            using var document = JsonDocument.Parse(body.AsMemory(0, length));
            var status = document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("status", out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
            return status switch
            {
                _ when string.Equals(status, "HealthyBusy", StringComparison.OrdinalIgnoreCase) => PingStatus.Busy,
                _ when string.Equals(status, "Healthy", StringComparison.OrdinalIgnoreCase) => PingStatus.Healthy,
                _ => null,
            };
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException or JsonException or ObjectDisposedException or InvalidOperationException)
        {
            return null; // the last of them for a status with half of a pair of surrogates, which is JSON and no text
        }
    }

    public void Dispose()
    {
        _ending.Dispose();
    }
}

/// <summary>What tells sessions apart.</summary>
internal readonly record struct SessionKey(string RuntimeId, string SessionId);

/// <summary>Where a session is in its life.</summary>
internal enum SessionPhase
{
    Provisioning,
    Active,
    Terminating,
}

/// <summary>The two states of an agent that answers.</summary>
internal enum PingStatus
{
    Healthy,
    Busy,
}
