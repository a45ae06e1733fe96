using System.Text.RegularExpressions;
using NCrontab;
using Webhost.FunctionsHost.Protocol;

namespace Webhost.FunctionsHost;

/// <summary>Runs timer functions when they are due, and each once at the start, as for runs that were missed.</summary>
internal sealed partial class Timers(FunctionApp app)
{
    // What the host says of a timer that is not late; nothing of ours reads it.
    private const string Info = """{"Schedule":{"AdjustForDST":true},"ScheduleStatus":null,"IsPastDue":false}""";

    private IEnumerable<Function> Functions => app.Functions.Where(function => function.Trigger == "timerTrigger");

    /// <exception cref="InvalidOperationException">One failed.</exception>
    public async Task RunOnceAsync()
    {
        foreach (var function in Functions)
        {
            var failure = await RunAsync(function, CancellationToken.None);
            if (failure is not null)
            {
                throw new InvalidOperationException($"Timer {function.Name}: {failure}");
            }
        }
    }

    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(Functions.Select(function => KeepAsync(function, cancellationToken)));

    private async Task KeepAsync(Function function, CancellationToken cancellationToken)
    {
        var schedule = CrontabSchedule.Parse(Resolve(function.Schedule), new CrontabSchedule.ParseOptions { IncludingSeconds = true });
        while (!cancellationToken.IsCancellationRequested)
        {
            var now = DateTime.UtcNow;
            await Task.Delay(schedule.GetNextOccurrence(now) - now, cancellationToken);
            var failure = await RunAsync(function, cancellationToken);
            if (failure is not null)
            {
                Console.WriteLine($"timer {function.Name} failed: {failure}");
            }
        }
    }

    private async Task<string?> RunAsync(Function function, CancellationToken cancellationToken)
    {
        var answer = await app.InvokeAsync(function, new TypedData { Json = Info }, cancellationToken);
        return answer.Result.Status == StatusResult.Types.Status.Success ? null : answer.Result.Exception?.Message ?? "no reason";
    }

    private static string Resolve(string schedule) =>
        Setting().Replace(schedule, match => Environment.GetEnvironmentVariable(match.Groups["name"].Value) ?? throw new InvalidOperationException($"There is no setting {match.Groups["name"].Value}."));

    [GeneratedRegex("%(?<name>[^%]+)%", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Setting();
}
