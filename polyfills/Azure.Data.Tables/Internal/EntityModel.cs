using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Serialization;
using System.Text.Json;

namespace Azure.Data.Tables.Internal;

/// <summary>How a class is stored: its public properties and fields, without those marked <see cref="IgnoreDataMemberAttribute"/>, renamed by <see cref="DataMemberAttribute"/>.</summary>
internal sealed class EntityModel
{
    private static readonly ConcurrentDictionary<Type, EntityModel> Models = new();

    private readonly Type _type;
    private readonly EntityMember[] _members;

    private EntityModel(Type type)
    {
        _type = type;
        _members = [.. Members(type)];
    }

    public static EntityModel Of(Type type) => Models.GetOrAdd(type, static key => new EntityModel(key));

    /// <summary>The stored name of a member; null when it is not stored.</summary>
    public static string? StoredName(MemberInfo member) =>
        member.IsDefined(typeof(IgnoreDataMemberAttribute), inherit: true) ? null : member.GetCustomAttribute<DataMemberAttribute>(inherit: true)?.Name ?? member.Name;

    public void Write(Utf8JsonWriter writer, object entity)
    {
        foreach (var member in _members)
        {
            if (member.IsSent)
                member.Write(writer, entity);
        }
    }

    public object Read(ref Utf8JsonReader reader)
    {
        var entity = Activator.CreateInstance(_type, nonPublic: true)!;
        var next = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = Find(ref reader, ref next);
            reader.Read();
            if (member is null || reader.TokenType == JsonTokenType.Null)
                reader.Skip();
            else
                member.Read(ref reader, entity);
        }
        return entity;
    }

    private EntityMember? Find(ref Utf8JsonReader reader, ref int next)
    {
        // The service keeps the order of properties, so the next one is mostly the expected one.
        for (var step = 0; step < _members.Length; step++)
        {
            var index = next + step < _members.Length ? next + step : next + step - _members.Length;
            if (_members[index].CanRead && reader.ValueTextEquals(_members[index].ReadName))
            {
                next = index + 1 < _members.Length ? index + 1 : 0;
                return _members[index];
            }
        }
        return null;
    }

    private static IEnumerable<EntityMember> Members(Type type)
    {
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetIndexParameters().Length == 0 && StoredName(property) is { } name)
                yield return EntityMember.Create(type, property, property.PropertyType, name);
        }
        foreach (var field in type.GetFields(BindingFlags.Public | BindingFlags.Instance))
        {
            if (StoredName(field) is { } name)
                yield return EntityMember.Create(type, field, field.FieldType, name);
        }
    }
}
