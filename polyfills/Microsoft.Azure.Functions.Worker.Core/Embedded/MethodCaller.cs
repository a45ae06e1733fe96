using System.Linq.Expressions;
using System.Reflection;

namespace Microsoft.Azure.Functions.Worker.Embedded;

/// <summary>Compiles a method into a delegate that takes boxed arguments and gives the awaited result.</summary>
internal static class MethodCaller
{
    private static readonly MethodInfo AwaitTaskOf = Find(nameof(AwaitTask), typeof(Task<>));
    private static readonly MethodInfo AwaitValueTaskOf = Find(nameof(AwaitTask), typeof(ValueTask<>));

    public static Func<object?, object?[], ValueTask<object?>> Compile(MethodInfo method)
    {
        ParameterExpression target = Expression.Parameter(typeof(object), "target");
        ParameterExpression arguments = Expression.Parameter(typeof(object?[]), "arguments");
        IEnumerable<Expression> values = method.GetParameters().Select((parameter, index) =>
            Expression.Convert(Expression.ArrayIndex(arguments, Expression.Constant(index)), parameter.ParameterType));
        Expression call = Expression.Call(method.IsStatic ? null : Expression.Convert(target, method.DeclaringType!), method, values);
        return Expression.Lambda<Func<object?, object?[], ValueTask<object?>>>(Adapt(call), target, arguments).Compile();
    }

    private static Expression Adapt(Expression call)
    {
        Type type = call.Type;
        if (type == typeof(void))
            return Expression.Block(call, Expression.Default(typeof(ValueTask<object?>)));
        if (type == typeof(Task) || type == typeof(ValueTask))
            return Expression.Call(typeof(MethodCaller), nameof(AwaitTask), typeArguments: null, call);
        if (IsGeneric(type, typeof(ValueTask<>)))
            return Expression.Call(AwaitValueTaskOf.MakeGenericMethod(type.GenericTypeArguments), call);
        if (IsGeneric(type, typeof(Task<>)))
            return Expression.Call(AwaitTaskOf.MakeGenericMethod(type.GenericTypeArguments), call);
        return Expression.New(
            typeof(ValueTask<object?>).GetConstructor([typeof(object)])!,
            Expression.Convert(call, typeof(object)));
    }

    private static bool IsGeneric(Type type, Type definition) => type.IsGenericType && type.GetGenericTypeDefinition() == definition;

    private static MethodInfo Find(string name, Type parameterDefinition) => typeof(MethodCaller)
        .GetMethods(BindingFlags.NonPublic | BindingFlags.Static)
        .Single(method => method.Name == name && method.IsGenericMethodDefinition
            && method.GetParameters()[0].ParameterType.GetGenericTypeDefinition() == parameterDefinition);

    private static async ValueTask<object?> AwaitTask(Task task)
    {
        await task;
        return null;
    }

    private static async ValueTask<object?> AwaitTask(ValueTask task)
    {
        await task;
        return null;
    }

    private static async ValueTask<object?> AwaitTask<T>(Task<T> task) => await task;

    private static async ValueTask<object?> AwaitTask<T>(ValueTask<T> task) => await task;
}
