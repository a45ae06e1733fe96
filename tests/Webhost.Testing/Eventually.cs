using System.Diagnostics;

namespace Webhost.Testing;

/// <summary>Waits for a condition that another thread or process brings about, up to a deadline.</summary>
public static class Eventually
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until the condition holds.</summary>
    /// <exception cref="TimeoutException">It did not hold in time; the message names what was waited for.</exception>
    public static Task TrueAsync(Func<bool> condition, string what, TimeSpan? timeout = null) => TrueAsync(() => Task.FromResult(condition()), what, timeout);

    /// <inheritdoc cref="TrueAsync(Func{bool}, string, TimeSpan?)" />
    public static async Task TrueAsync(Func<Task<bool>> condition, string what, TimeSpan? timeout = null)
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
            await NextTryAsync(clock, what, timeout, lastFailure: null);
    }

    /// <summary>Waits until there is a value, and answers it.</summary>
    /// <exception cref="TimeoutException">There was none in time.</exception>
    public static async Task<T> ValueAsync<T>(Func<Task<T?>> read, string what, TimeSpan? timeout = null)
        where T : class
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            if (await read() is { } value)
                return value;
            await NextTryAsync(clock, what, timeout, lastFailure: null);
        }
    }

    /// <summary>Repeats an assertion until it passes; the last failure is the time-out's inner exception.</summary>
    /// <exception cref="TimeoutException">It did not pass in time.</exception>
    public static async Task PassesAsync(Func<Task> assertion, string what, TimeSpan? timeout = null)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            Exception failure;
            try
            {
                await assertion();
                return;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                failure = exception;
            }
            await NextTryAsync(clock, what, timeout, failure);
        }
    }

    private static async Task NextTryAsync(Stopwatch clock, string what, TimeSpan? timeout, Exception? lastFailure)
    {
        var limit = timeout ?? DefaultTimeout;
        if (clock.Elapsed > limit)
            throw new TimeoutException($"Waited {limit.TotalSeconds:0.#} s in vain for: {what}.", lastFailure);
        await Task.Delay(Interval);
    }
}
