using Spectre.Console;
using Webhost.Cli.Api;
using Webhost.Cli.Shell;

namespace Webhost.Cli.Accounts;

/// <summary>Asks again and again how far something is, shows it, and ends with it. A server that is away for a while does not end it.</summary>
internal sealed class Watch<T>(CommandContext context, Func<CancellationToken, Task<T>> read, Func<T, string> words, Func<T, bool> isOver)
{
    private const int MostFailures = 40;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>Waits for the end.</summary>
    public async Task<T> RunAsync(T present, CancellationToken cancellationToken)
    {
        var terminal = context.Terminal;
        if (!terminal.Live)
        {
            return await FollowAsync(present, terminal.Info, cancellationToken);
        }

        return await terminal.Progress.Status().Spinner(Spinner.Known.Dots).StartAsync(
            Markup.Escape(words(present)), status => FollowAsync(present, text => status.Status(Markup.Escape(text)), cancellationToken));
    }

    private async Task<T> FollowAsync(T present, Action<string> show, CancellationToken cancellationToken)
    {
        string? shown = null;
        var (pauses, failures) = (new Backoff(FirstPause, LongestPause, context.Host.Time), 0);
        while (true)
        {
            if (words(present) is var text && !string.Equals(text, shown, StringComparison.Ordinal))
            {
                show(text);
                shown = text;
                pauses.Reset();
            }

            if (isOver(present))
            {
                return present;
            }

            await pauses.WaitAsync(cancellationToken);
            try
            {
                present = await read(cancellationToken);
                failures = 0;
            }
            catch (CliException failure) when (failure.Error.Retryable && ++failures < MostFailures)
            {
                // It goes on there without being asked.
            }
        }
    }
}
