namespace Webhost.Local.Cloudflare.Runtime;

/// <summary>One process of a script that serves, and how many requests it has.</summary>
internal sealed class ScriptInstance(WorkerdProcess process, string mark, HttpMessageInvoker http, HttpMessageInvoker dispatch, HttpMessageInvoker health, TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _inFlight;
    private bool _retired;

    public WorkerdProcess Process => process;

    /// <summary>What the front of this process marks its own words with; no script knows it.</summary>
    public string Mark => mark;

    public HttpMessageInvoker Http => http;

    /// <summary>The dispatcher before the script; nobody answers there for an account-level script.</summary>
    public HttpMessageInvoker Dispatch => dispatch;

    /// <summary>Why the process was ended, when it was for something the script did.</summary>
    public Fault? Fault { get; set; }

    /// <summary>When the last request began or ended.</summary>
    public DateTimeOffset LastUsed { get; private set; } = time.GetUtcNow();

    /// <summary>CPU time at the watchdog's last look.</summary>
    public TimeSpan LastCpu { get; set; }

    /// <summary>When CPU time was last seen to grow.</summary>
    public DateTimeOffset LastBusy { get; set; } = time.GetUtcNow();

    /// <summary>Counts a request in. False when the instance takes none any more.</summary>
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (_retired || process.Ended.IsCompleted)
                return false;
            _inFlight++;
            LastUsed = time.GetUtcNow();
            return true;
        }
    }

    public void Leave()
    {
        lock (_lock)
        {
            _inFlight--;
            LastUsed = time.GetUtcNow();
            if (_retired && _inFlight == 0)
                _drained.TrySetResult();
        }
    }

    /// <summary>Takes no more requests. With <paramref name="onlyIdle"/>, only when none is in flight.</summary>
    public bool Retire(bool onlyIdle = false)
    {
        lock (_lock)
        {
            if (onlyIdle && _inFlight > 0)
                return false;
            _retired = true;
            if (_inFlight == 0)
                _drained.TrySetResult();
            return true;
        }
    }

    /// <summary>Waits for the requests in flight, then ends the process. Returns when it is gone.</summary>
    public async Task StopAsync(TimeSpan drain, TimeSpan grace)
    {
        Retire();
        if (drain > TimeSpan.Zero)
            await Task.WhenAny(_drained.Task, process.Ended, Task.Delay(drain, time));

        // A WebSocket would hold SIGTERM for ever: with requests still there the process is past waiting for.
        await process.StopAsync(_drained.Task.IsCompleted ? grace : TimeSpan.Zero, time);
        Dispose();
    }

    /// <summary>Asks the health socket whether the event loop turns.</summary>
    public Task<bool> AnswersAsync(TimeSpan timeout) => AskAsync(HttpMethod.Get, "/", timeout);

    /// <summary>Says whether anybody listens to this script's traces.</summary>
    public Task<bool> SetTailingAsync(bool on, TimeSpan timeout) => AskAsync(HttpMethod.Put, on ? "/tailing/on" : "/tailing/off", timeout);

    public void Dispose()
    {
        http.Dispose();
        dispatch.Dispose();
        health.Dispose();
    }

    private async Task<bool> AskAsync(HttpMethod method, string path, TimeSpan timeout)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        try
        {
            using var request = new HttpRequestMessage(method, "http://health" + path);
            using var response = await health.SendAsync(request, deadline.Token);
            return response.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or ObjectDisposedException)
        {
            return false;
        }
    }
}
