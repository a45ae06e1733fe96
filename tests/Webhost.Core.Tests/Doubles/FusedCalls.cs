using System.Reflection;

namespace Webhost.Core.Tests.Doubles;

/// <summary>Passes the calls of a contract through a fuse.</summary>
public class FusedCalls : DispatchProxy
{
    private static readonly MethodInfo OfValue = typeof(FusedCalls).GetMethod(nameof(FuseValueAsync), BindingFlags.NonPublic | BindingFlags.Instance)!;

    private object? inner;
    private Fuse? fuse;

    internal void Set(object target, Fuse through)
    {
        inner = target;
        fuse = through;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var call = $"{targetMethod!.DeclaringType!.Name}.{targetMethod.Name}";
        object? Run() => targetMethod.Invoke(inner, BindingFlags.DoNotWrapExceptions, binder: null, args, culture: null);
        if (!typeof(Task).IsAssignableFrom(targetMethod.ReturnType))
        {
            return Run();
        }

        return targetMethod.ReturnType == typeof(Task)
            ? FuseAsync(call, Run)
            : OfValue.MakeGenericMethod(targetMethod.ReturnType.GenericTypeArguments[0]).Invoke(this, [call, (Func<object?>)Run]);
    }

    private Task FuseAsync(string call, Func<object?> run) => fuse!.ThroughAsync(call, async () =>
    {
        await (Task)run()!;
        return true;
    });

    private Task<T> FuseValueAsync<T>(string call, Func<object?> run) => fuse!.ThroughAsync(call, () => (Task<T>)run()!);
}
