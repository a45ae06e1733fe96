using System.Collections.Immutable;
using Webhost.Local.LemonSqueezy.Records;

namespace Webhost.Local.LemonSqueezy.Store;

/// <summary>A change on its way: all that it writes is kept together, or nothing of it.</summary>
internal sealed class Change(SandboxData data, DateTimeOffset now)
{
    private readonly Dictionary<(RecordKind Kind, long Id), IRecord?> _writes = [];

    /// <summary>The records as this change has left them so far.</summary>
    public SandboxData Data { get; private set; } = data;

    /// <summary>When it happens, in whole seconds as all times of the API are.</summary>
    public DateTimeOffset Now { get; } = now;

    /// <summary>What it wrote: null for a record that it removed.</summary>
    public IReadOnlyDictionary<(RecordKind Kind, long Id), IRecord?> Writes => _writes;

    public T Put<T>(T record)
        where T : class, IRecord
    {
        Data = Data.With(record);
        _writes[(RecordKind.Of<T>(), record.Id)] = record;
        return record;
    }

    public void Remove<T>(long id)
        where T : class, IRecord
    {
        Data = Data.Without<T>(id);
        _writes[(RecordKind.Of<T>(), id)] = null;
    }

    /// <summary>An id that no record of the type has had.</summary>
    public long NextId<T>()
        where T : class, IRecord
    {
        var kind = RecordKind.Of<T>();
        var last = Data.Find<Sequences>(1)?.Last ?? ImmutableDictionary<string, long>.Empty;
        var id = last.TryGetValue(kind.Name, out var previous) ? previous + 1 : kind.FirstId;
        Put(new Sequences { Last = last.ToImmutableDictionary().SetItem(kind.Name, id) });
        return id;
    }
}
