using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Tests.App;

/// <summary>A timer that writes a line at each run.</summary>
public sealed partial class TickFunction(ILogger<TickFunction> logger)
{
    [Function("Tick")]
    public void Run([TimerTrigger("%TickSchedule%")] TimerInfo timer) => LogTick(timer.IsPastDue);

    [LoggerMessage(LogLevel.Information, "tick, past due: {IsPastDue}")]
    private partial void LogTick(bool isPastDue);
}
