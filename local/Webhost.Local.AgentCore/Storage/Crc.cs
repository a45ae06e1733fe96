namespace Webhost.Local.AgentCore.Storage;

/// <summary>A reflected cyclic redundancy check, computed as bytes come.</summary>
internal sealed class Crc
{
    private static readonly ulong[] Crc32Table = Table(0xEDB88320);
    private static readonly ulong[] Crc32CTable = Table(0x82F63B78);
    private static readonly ulong[] Crc64NvmeTable = Table(0x9A6C9329AC4BC9B5);

    private readonly ulong[] _table;
    private readonly int _bytes;
    private ulong _state;

    private Crc(ulong[] table, int bytes)
    {
        _table = table;
        _bytes = bytes;
        _state = Ones;
    }

    private ulong Ones => _bytes == sizeof(ulong) ? ulong.MaxValue : uint.MaxValue;

    public static Crc Crc32() => new(Crc32Table, sizeof(uint));

    public static Crc Crc32C() => new(Crc32CTable, sizeof(uint));

    public static Crc Crc64Nvme() => new(Crc64NvmeTable, sizeof(ulong));

    public void Append(ReadOnlySpan<byte> bytes)
    {
        var state = _state;
        foreach (var value in bytes)
            state = _table[(byte)(state ^ value)] ^ (state >> 8);
        _state = state;
    }

    /// <summary>The check's value, the most significant byte first.</summary>
    public byte[] Finish()
    {
        var value = _state ^ Ones;
        var bytes = new byte[_bytes];
        for (var index = _bytes - 1; index >= 0; index--, value >>= 8)
            bytes[index] = (byte)value;
        return bytes;
    }

    private static ulong[] Table(ulong polynomial)
    {
        var table = new ulong[256];
        for (var index = 0; index < table.Length; index++)
        {
            var value = (ulong)index;
            for (var bit = 0; bit < 8; bit++)
                value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ polynomial;
            table[index] = value;
        }

        return table;
    }
}
