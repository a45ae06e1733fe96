using System.Collections.Immutable;
using Webhost.Local.LemonSqueezy.Records;

namespace Webhost.Local.LemonSqueezy.Store;

/// <summary>All records at one moment. It never changes: a change makes another.</summary>
internal sealed class SandboxData
{
    public static readonly SandboxData Empty = new(ImmutableDictionary<Type, object>.Empty);

    private readonly ImmutableDictionary<Type, object> _tables;

    private SandboxData(ImmutableDictionary<Type, object> tables) => _tables = tables;

    /// <summary>The records of a type, oldest first.</summary>
    public IEnumerable<T> All<T>()
        where T : class, IRecord => Table<T>().Values;

    public int Count<T>()
        where T : class, IRecord => Table<T>().Count;

    public T? Find<T>(long id)
        where T : class, IRecord => Table<T>().GetValueOrDefault(id);

    /// <summary>A record that another one names, and that therefore is there.</summary>
    public T Get<T>(long id)
        where T : class, IRecord => Find<T>(id) ?? throw new InvalidDataException($"There is no {typeof(T).Name} {id}, though another record names it.");

    public SandboxData With<T>(T record)
        where T : class, IRecord => new(_tables.SetItem(typeof(T), Table<T>().SetItem(record.Id, record)));

    public SandboxData Without<T>(long id)
        where T : class, IRecord => new(_tables.SetItem(typeof(T), Table<T>().Remove(id)));

    private ImmutableSortedDictionary<long, T> Table<T>()
        where T : class, IRecord =>
        _tables.TryGetValue(typeof(T), out var table) ? (ImmutableSortedDictionary<long, T>)table : ImmutableSortedDictionary<long, T>.Empty;
}
