using System.Text.Json;

namespace Azure.Data.Tables.Internal;

/// <summary>Writes and reads the values of one .NET type; null never reaches it. A stored value that it does not accept leaves the property as it is.</summary>
internal sealed class ValueCodec<T>(ValueCodec<T>.WriteValue write, ValueCodec<T>.ReadValue read, ValueCodec<T>.AcceptValue? accepts = null)
{
    public delegate void WriteValue(Utf8JsonWriter writer, string name, T value);

    public delegate T ReadValue(ref Utf8JsonReader reader);

    public delegate bool AcceptValue(ref Utf8JsonReader reader);

    public WriteValue Write { get; } = write;

    public ReadValue Read { get; } = read;

    public bool Accepts(ref Utf8JsonReader reader) => accepts is null || accepts(ref reader);
}
