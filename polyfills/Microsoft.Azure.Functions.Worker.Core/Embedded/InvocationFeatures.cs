using System.Collections;

namespace Microsoft.Azure.Functions.Worker.Embedded;

internal sealed class InvocationFeatures : IInvocationFeatures
{
    private Dictionary<Type, object>? _features;

    public void Set<T>(T instance)
    {
        if (instance is null)
            _features?.Remove(typeof(T));
        else
            (_features ??= [])[typeof(T)] = instance;
    }

    public T? Get<T>() => _features is not null && _features.TryGetValue(typeof(T), out object? feature) ? (T)feature : default;

    public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() => (_features ?? []).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
