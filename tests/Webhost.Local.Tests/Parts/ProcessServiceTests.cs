using System.Collections;
using Webhost.Local.Output;
using Webhost.Local.Parts;
using Webhost.Local.Ports;
using Webhost.Local.Processes;
using Webhost.Local.Settings;
using Webhost.Local.State;

namespace Webhost.Local.Tests.Parts;

public sealed class ProcessServiceTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_stop_while_its_process_is_started_again_ends_that_one_too()
    {
        using var state = StateDirectory.Open(Path.Combine(_directory.Path, "state"));
        var terminal = new Terminal(TextWriter.Null, TextWriter.Null, colours: false, TimeProvider.System);
        var settings = LocalSettings.Read(Testing.RepositoryRoot.Path, new Hashtable());
        var context = new ServiceContext(_directory.Path, settings, state, await LocalSecrets.OpenAsync(state, CancellationToken.None), new RunRecords(state.Run, terminal), terminal);
        var starts = new Starts();
        var service = new Sleeper(context, _directory.Path, starts);
        await service.StartAsync(CancellationToken.None);

        await starts.Second.WaitAsync(TimeSpan.FromSeconds(60));
        var stopping = service.StopAsync(CancellationToken.None);
        starts.GoOn();

        await stopping.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Empty(Directory.GetFiles(state.Run, "*.json"));
    }

    /// <summary>Is ready at once, ends by itself the first time, and never again.</summary>
    private sealed class Sleeper(ServiceContext context, string directory, Starts starts) : ProcessService(context, "sleeper")
    {
        public override IReadOnlyList<PortClaim> Ports => [];

        public override string? Address => null;

        protected override ChildCommand Command() => new()
        {
            Program = "sh",
            Arguments = ["-c", "[ -e ran ] && exec sleep 600; touch ran"],
            WorkingDirectory = directory,
            Environment = starts,
        };

        protected override Task<string?> ProbeAsync(CancellationToken cancellationToken) => Task.FromResult<string?>(null);
    }

    /// <summary>An empty environment that holds up the second start, which reads it.</summary>
    private sealed class Starts : IReadOnlyDictionary<string, string>
    {
        private readonly TaskCompletionSource _second = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _goOn = new();
        private int _starts;

        public Task Second => _second.Task;

        public int Count => 0;

        public IEnumerable<string> Keys => [];

        public IEnumerable<string> Values => [];

        public string this[string key] => throw new KeyNotFoundException(key);

        public void GoOn() => _goOn.Set();

        public bool ContainsKey(string key) => false;

        public bool TryGetValue(string key, out string value)
        {
            value = "";
            return false;
        }

        public IEnumerator<KeyValuePair<string, string>> GetEnumerator()
        {
            if (++_starts == 2)
            {
                _second.SetResult();
                _goOn.Wait();
            }

            return Enumerable.Empty<KeyValuePair<string, string>>().GetEnumerator();
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
