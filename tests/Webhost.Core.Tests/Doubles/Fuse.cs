using System.Reflection;

namespace Webhost.Core.Tests.Doubles;

/// <summary>Counts the calls of all stores and lets one of them fail: before it has had its effect, or after.</summary>
internal sealed class Fuse
{
    private int calls;
    private int burnsAt = int.MaxValue;
    private bool after;

    /// <summary>Whether it has failed.</summary>
    public bool Burnt { get; private set; }

    /// <summary>Which call failed.</summary>
    public string? Where { get; private set; }

    /// <summary>Lets the nth call from now on fail, once.</summary>
    public void Set(int call, bool afterItsEffect)
    {
        calls = 0;
        burnsAt = call;
        after = afterItsEffect;
        Burnt = false;
        Where = null;
    }

    /// <summary>A contract whose calls go through the fuse.</summary>
    public T Wrap<T>(T inner)
        where T : class
    {
        var proxy = DispatchProxy.Create<T, FusedCalls>();
        ((FusedCalls)(object)proxy).Set(inner, this);
        return proxy;
    }

    internal int Before(string call)
    {
        var number = Interlocked.Increment(ref calls);
        if (number == burnsAt && !after)
        {
            Burn(call);
        }

        return number;
    }

    internal void After(string call, int number)
    {
        if (number == burnsAt && after)
        {
            Burn(call);
        }
    }

    private void Burn(string call)
    {
        Burnt = true;
        Where = call;
        throw new CrashException(call);
    }
}
