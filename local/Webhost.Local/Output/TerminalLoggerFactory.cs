using Microsoft.Extensions.Logging;

namespace Webhost.Local.Output;

/// <summary>Puts the log of a service that runs inside this process on the terminal, like a child's output.</summary>
internal sealed class TerminalLoggerFactory(Terminal terminal, string service, LogLevel minimum = LogLevel.Information) : ILoggerFactory
{
    // The web server's own log of each request would drown the service's.
    public ILogger CreateLogger(string categoryName) =>
        new TerminalLogger(terminal, service, IsPlumbing(categoryName) && minimum < LogLevel.Warning ? LogLevel.Warning : minimum);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("The terminal is the only place of these logs.");

    public void Dispose()
    {
    }

    private static bool IsPlumbing(string category) =>
        category.StartsWith("Microsoft.", StringComparison.Ordinal) || category.StartsWith("System.", StringComparison.Ordinal) || category.StartsWith("Yarp.", StringComparison.Ordinal);

    private sealed class TerminalLogger(Terminal terminal, string service, LogLevel minimum) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= minimum && logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
                return;
            var level = logLevel switch { LogLevel.Information => string.Empty, LogLevel.Warning => "warn: ", LogLevel.Error or LogLevel.Critical => "fail: ", _ => "dbug: " };
            terminal.Line(service, level + formatter(state, exception));
            foreach (var line in exception?.ToString().Split('\n') ?? [])
                terminal.Line(service, $"  {line.TrimEnd()}");
        }
    }
}
