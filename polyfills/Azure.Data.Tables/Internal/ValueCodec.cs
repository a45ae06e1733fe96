using System.Text.Json;

namespace Azure.Data.Tables.Internal;

/// <summary>Writes and reads the values of one .NET type; null never reaches it.</summary>
internal sealed class ValueCodec<T>(ValueCodec<T>.WriteValue write, ValueCodec<T>.ReadValue read)
{
    public delegate void WriteValue(Utf8JsonWriter writer, string name, T value);

    public delegate T ReadValue(ref Utf8JsonReader reader);

    public WriteValue Write { get; } = write;

    public ReadValue Read { get; } = read;
}
