using System.Collections;
using Microsoft.Azure.Functions.Worker.Converters;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>An ordered list of converter types.</summary>
public sealed class InputConverterCollection : IEnumerable<Type>
{
    private readonly List<Type> types = [];

    /// <summary>Adds a converter after all others.</summary>
    public void Register<T>()
        where T : IInputConverter => types.Add(typeof(T));

    /// <summary>Adds a converter at a place in the order.</summary>
    public void RegisterAt<T>(int index)
        where T : IInputConverter => types.Insert(index, typeof(T));

    /// <summary>Removes all converters.</summary>
    public void Clear() => types.Clear();

    /// <inheritdoc />
    public IEnumerator<Type> GetEnumerator() => types.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
