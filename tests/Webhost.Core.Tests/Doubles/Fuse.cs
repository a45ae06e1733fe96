using System.Reflection;

namespace Webhost.Core.Tests.Doubles;

/// <summary>
/// Counts every request to the tables and every call of the other boundaries, and lets the process die at one of them: before it has had its effect, or
/// after. Whoever is dead reaches nothing any more, not even in a finally, until the process is started again.
/// </summary>
internal sealed class Fuse
{
    private int calls;
    private int burnsAt = int.MaxValue;
    private bool after;
    private volatile bool dead;
    private CancellationTokenSource dying = new();
    private (string Call, int Times) refused = (string.Empty, 0);
    private (Func<string, bool> IsMeant, Func<Task> Act)? meanwhile;

    /// <summary>Whether the process has died since the fuse was set.</summary>
    public bool Burnt { get; private set; }

    /// <summary>Whether the process is dead now.</summary>
    public bool IsDead => dead;

    /// <summary>Ends with the process that runs now.</summary>
    public CancellationToken Dying => dying.Token;

    /// <summary>At which call it died.</summary>
    public string? Where { get; private set; }

    /// <summary>Lets the process die at the nth call from now on, once.</summary>
    public void Set(int call, bool afterItsEffect)
    {
        calls = 0;
        burnsAt = call;
        after = afterItsEffect;
        dead = Burnt = false;
        Where = null;
    }

    /// <summary>Starts the process again.</summary>
    public void Restart()
    {
        dead = false;
        dying = new CancellationTokenSource();
    }

    /// <summary>Lets the next calls of a method fail without anybody dying.</summary>
    public void Refuse(string method, int times) => refused = (method, times);

    /// <summary>Lets something else happen right before the next call that is meant.</summary>
    public void Meanwhile(Func<string, bool> isMeant, Func<Task> act) => meanwhile = (isMeant, act);

    /// <summary>Takes the fuse out, so that nothing dies any more; whether it burnt stays known.</summary>
    public void Remove() => burnsAt = int.MaxValue;

    /// <summary>A contract whose calls go through the fuse.</summary>
    public T Wrap<T>(T inner)
        where T : class
    {
        var proxy = DispatchProxy.Create<T, FusedCalls>();
        ((FusedCalls)(object)proxy).Set(inner, this);
        return proxy;
    }

    /// <summary>Passes a call on.</summary>
    public async Task<T> ThroughAsync<T>(string call, Func<Task<T>> run)
    {
        ThrowIfDead(call);
        if (refused.Times > 0 && call.EndsWith(refused.Call, StringComparison.Ordinal))
        {
            refused.Times--;
            throw new IOException("The storage is away for a while.");
        }

        if (meanwhile is { } other && other.IsMeant(call))
        {
            meanwhile = null;
            await other.Act();
        }

        var number = Interlocked.Increment(ref calls);
        if (number == burnsAt && !after)
        {
            Burn(call);
        }

        var value = await run();
        if (number == burnsAt && after)
        {
            Burn(call);
        }

        ThrowIfDead(call);
        return value;
    }

    private void ThrowIfDead(string call)
    {
        if (dead)
        {
            throw new CrashException(call);
        }
    }

    private void Burn(string call)
    {
        dead = Burnt = true;
        Where = $"{call}, {(after ? "after" : "before")} its effect";
        dying.Cancel();
        throw new CrashException(call);
    }
}
