using System.Diagnostics;
using Webhost.Bench.Processes;

namespace Webhost.Bench.Measuring;

/// <summary>Loads several servers over many connections, in turns: what each can do, and the processor time that it takes for it.</summary>
internal static class Load
{
    /// <summary>The requests a second of each server, their latencies under that load, and the processor time of one.</summary>
    public static async Task<IReadOnlyList<Series>> MeasureAsync(
        IReadOnlyList<Target> targets, int connections, TimeSpan turn, int rounds, CancellationToken cancellationToken)
    {
        Tally[] tallies = [.. targets.Select(_ => new Tally())];
        // The first round is the warm-up.
        for (int round = -1; round < rounds; round++)
        {
            for (int offset = 0; offset < targets.Count; offset++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int index = (offset + round + 1) % targets.Count;
                Target target = targets[index];
                TimeSpan before = ProcessorTime.OfSession(target.Session!.Value);
                (List<double> latencies, TimeSpan elapsed) = await RunAsync(target, round, connections, turn);
                if (round >= 0)
                    tallies[index].Add(latencies, elapsed, ProcessorTime.OfSession(target.Session.Value) - before);
                await target.SettleAsync(cancellationToken);
            }
        }

        return [.. targets.Select((target, index) => tallies[index].ToSeries(target.Name))];
    }

    private static async Task<(List<double> Latencies, TimeSpan Elapsed)> RunAsync(Target target, int round, int connections, TimeSpan turn)
    {
        KeepAliveConnection[] opened = [.. Enumerable.Range(0, connections).Select(_ => new KeepAliveConnection(target.Address))];
        try
        {
            long began = Stopwatch.GetTimestamp();
            long end = began + (long)(turn.TotalSeconds * Stopwatch.Frequency);
            // A thread each: blocking calls cost a client the least.
            Task<List<double>>[] running = [.. opened.Select(connection =>
                Task.Factory.StartNew(() => connection.MeasureUntil(target.Call(round), end), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
            List<double>[] latencies = await Task.WhenAll(running);
            return ([.. latencies.SelectMany(each => each)], Stopwatch.GetElapsedTime(began));
        }
        finally
        {
            foreach (KeepAliveConnection connection in opened)
                connection.Dispose();
        }
    }

    private sealed class Tally
    {
        private readonly List<double> _latencies = [];
        private TimeSpan _elapsed;
        private TimeSpan _processor;

        public void Add(List<double> latencies, TimeSpan elapsed, TimeSpan processor)
        {
            _latencies.AddRange(latencies);
            _elapsed += elapsed;
            _processor += processor;
        }

        public Series ToSeries(string name) => new(name, _latencies)
        {
            PerSecond = _latencies.Count / _elapsed.TotalSeconds,
            ProcessorMicroseconds = _processor.TotalMicroseconds / _latencies.Count,
        };
    }
}
