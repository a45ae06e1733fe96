using System.Reflection;
using System.Text.Json;

namespace Azure.Data.Tables.Internal;

/// <summary>One stored property of a class.</summary>
internal abstract class EntityMember(string name)
{
    private delegate void Setter<TEntity, TValue>(TEntity entity, TValue value);

    /// <summary>The name in requests.</summary>
    protected string Name { get; } = name;

    /// <summary>The name in answers, which differs for the ETag.</summary>
    public string ReadName { get; } = string.Equals(name, PropertyNames.ETag, StringComparison.Ordinal) ? PropertyNames.ODataETag : name;

    /// <summary>Whether the value is sent; the service sets the ETag and the timestamp itself.</summary>
    public virtual bool IsSent => !string.Equals(Name, PropertyNames.ETag, StringComparison.Ordinal) && !string.Equals(Name, PropertyNames.Timestamp, StringComparison.Ordinal);

    public abstract bool CanRead { get; }

    public static EntityMember Create(Type entityType, MemberInfo member, Type valueType, string name) =>
        (EntityMember)Activator.CreateInstance(typeof(Typed<,>).MakeGenericType(entityType, valueType), member, name)!;

    /// <summary>Writes the value, or nothing when it is null.</summary>
    public abstract void Write(Utf8JsonWriter writer, object entity);

    public abstract void Read(ref Utf8JsonReader reader, object entity);

    // Made by reflection once per property; the delegates then read and write without it.
    private sealed class Typed<TEntity, TValue> : EntityMember
    {
        private readonly ValueCodec<TValue> _codec = ValueCodecs.For<TValue>();
        private readonly Func<TEntity, TValue?>? _get;
        private readonly Setter<TEntity, TValue>? _set;

        public Typed(MemberInfo member, string name)
            : base(name)
        {
            if (member is FieldInfo field)
            {
                _get = entity => (TValue?)field.GetValue(entity);
                _set = field.IsInitOnly ? null : (entity, value) => field.SetValue(entity, value);
                return;
            }
            var property = (PropertyInfo)member;
            // An instance delegate needs a reference type; structs are only ever written.
            if (typeof(TEntity).IsValueType)
            {
                _get = property.CanRead ? entity => (TValue?)property.GetValue(entity) : null;
                return;
            }
            _get = property.GetMethod?.CreateDelegate<Func<TEntity, TValue?>>();
            _set = property.SetMethod?.CreateDelegate<Setter<TEntity, TValue>>();
        }

        public override bool IsSent => _get is not null && base.IsSent;

        public override bool CanRead => _set is not null;

        public override void Write(Utf8JsonWriter writer, object entity)
        {
            if (_get!((TEntity)entity) is { } value)
                _codec.Write(writer, Name, value);
        }

        public override void Read(ref Utf8JsonReader reader, object entity)
        {
            if (_codec.Accepts(ref reader))
                _set!((TEntity)entity, _codec.Read(ref reader));
        }
    }
}
