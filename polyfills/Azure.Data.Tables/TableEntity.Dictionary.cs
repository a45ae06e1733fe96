#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

using System.Collections;

namespace Azure.Data.Tables;

/// <content>The entity as a dictionary of its properties.</content>
public sealed partial class TableEntity : IDictionary<string, object>
{
    /// <summary>The names of all entries, those of the keys included.</summary>
    public ICollection<string> Keys => _properties.Keys;

    /// <summary>The number of entries.</summary>
    public int Count => _properties.Count;

    /// <inheritdoc />
    ICollection<object> IDictionary<string, object>.Values => _properties.Values;

    /// <inheritdoc />
    bool ICollection<KeyValuePair<string, object>>.IsReadOnly => false;

    /// <summary>A property's value, null when absent. A number keeps the wider type that it was stored with.</summary>
    /// <exception cref="InvalidOperationException">The new value's type doesn't fit the present value's.</exception>
    public object this[string key]
    {
        get => Get(key);
        set
        {
            ArgumentException.ThrowIfNullOrEmpty(key);
            var present = _properties.GetValueOrDefault(key);
            _properties[key] = value is null || present is null ? value : Fit(key, present, value);
        }
    }

    /// <summary>Adds a property.</summary>
    /// <exception cref="ArgumentException">The property is there already.</exception>
    public void Add(string key, object value)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        _properties.Add(key, value);
    }

    /// <summary>Whether the property is there.</summary>
    public bool ContainsKey(string key) => _properties.ContainsKey(key);

    /// <summary>Removes a property; whether it was there.</summary>
    public bool Remove(string key) => _properties.Remove(key);

    /// <summary>Reads a property if it is there.</summary>
    public bool TryGetValue(string key, out object value) => _properties.TryGetValue(key, out value);

    /// <summary>Removes everything, the keys included.</summary>
    public void Clear() => _properties.Clear();

    /// <inheritdoc />
    void ICollection<KeyValuePair<string, object>>.Add(KeyValuePair<string, object> item) => Add(item.Key, item.Value);

    /// <inheritdoc />
    bool ICollection<KeyValuePair<string, object>>.Contains(KeyValuePair<string, object> item) => ((ICollection<KeyValuePair<string, object>>)_properties).Contains(item);

    /// <inheritdoc />
    void ICollection<KeyValuePair<string, object>>.CopyTo(KeyValuePair<string, object>[] array, int arrayIndex) =>
        ((ICollection<KeyValuePair<string, object>>)_properties).CopyTo(array, arrayIndex);

    /// <inheritdoc />
    bool ICollection<KeyValuePair<string, object>>.Remove(KeyValuePair<string, object> item) => ((ICollection<KeyValuePair<string, object>>)_properties).Remove(item);

    /// <inheritdoc />
    IEnumerator<KeyValuePair<string, object>> IEnumerable<KeyValuePair<string, object>>.GetEnumerator() => _properties.GetEnumerator();

    /// <inheritdoc />
    IEnumerator IEnumerable.GetEnumerator() => _properties.GetEnumerator();

    internal Dictionary<string, object> Properties => _properties;

    private static object Fit(string key, object present, object value) => (present, value) switch
    {
        _ when present.GetType().IsInstanceOfType(value) => value,
        (int, long or double) => value,
        (long, int whole) => (long)whole,
        (double, int whole) => (double)whole,
        (DateTime, DateTimeOffset) or (DateTimeOffset, DateTime) or (byte[], BinaryData) or (BinaryData, byte[]) => value,
        _ => throw new InvalidOperationException($"The property '{key}' is of type {present.GetType()}; a value of type {value.GetType()} does not fit."),
    };
}
