namespace Webhost.Core.Tests.Doubles;

/// <summary>Lets the same work die at each of its calls in turn, several worlds at once.</summary>
public static class Deaths
{
    private const int AtOnce = 4;

    /// <summary>Calls <paramref name="work"/> with <paramref name="first"/>, <paramref name="first"/> + <paramref name="step"/> and so on until it didn't die any more.</summary>
    /// <param name="first">The first call to die at, from 1.</param>
    /// <param name="step">One for every call; more to leave some out.</param>
    /// <param name="work">Works in a world of its own, dies at the call of this number, makes it good, and tells whether it came as far as to die.</param>
    public static async Task EverywhereAsync(int first, int step, Func<int, Task<bool>> work)
    {
        for (var call = first; ; call += step * AtOnce)
        {
            var burnt = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(index => work(call + (index * step))));
            if (burnt.Contains(false))
            {
                return;
            }
        }
    }
}
