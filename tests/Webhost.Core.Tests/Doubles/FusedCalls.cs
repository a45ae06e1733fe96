using System.Reflection;

namespace Webhost.Core.Tests.Doubles;

/// <summary>Passes calls on through a fuse.</summary>
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
        if (!typeof(Task).IsAssignableFrom(targetMethod.ReturnType))
        {
            return targetMethod.Invoke(inner, args);
        }

        Task Run() => (Task)targetMethod.Invoke(inner, args)!;
        return targetMethod.ReturnType == typeof(Task)
            ? FuseAsync(call, Run)
            : OfValue.MakeGenericMethod(targetMethod.ReturnType.GenericTypeArguments[0]).Invoke(this, [call, (Func<Task>)Run]);
    }

    private async Task FuseAsync(string call, Func<Task> run)
    {
        var number = fuse!.Before(call);
        await run();
        fuse.After(call, number);
    }

    private async Task<T> FuseValueAsync<T>(string call, Func<Task> run)
    {
        var number = fuse!.Before(call);
        var value = await (Task<T>)run();
        fuse.After(call, number);
        return value;
    }
}
