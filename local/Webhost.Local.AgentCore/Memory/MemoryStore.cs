using System.Security.Cryptography;
using System.Text;
using Webhost.Local.AgentCore.Http;
using Webhost.Local.AgentCore.Runtimes;

namespace Webhost.Local.AgentCore.Memory;

/// <summary>Memories, the events of their sessions, and what they keep beyond.</summary>
internal sealed class MemoryStore(string directory) : IDisposable
{
    public RecordFiles<MemoryRecord> Memories { get; } = new(Path.Combine(directory, "memories"), MemoryJson.Default.MemoryRecord);

    public RecordFiles<MemorySession> Sessions { get; } = new(Path.Combine(directory, "memory-sessions"), MemoryJson.Default.MemorySession);

    public RecordFiles<LongTermRecord> Records { get; } = new(Path.Combine(directory, "memory-records"), MemoryJson.Default.LongTermRecord);

    public MemoryRecord Get(string id) => Memories.Find(id) ?? throw AwsException.NotFound($"Memory '{id}'");

    /// <summary>The file of a session: actors and sessions have names that files can't have.</summary>
    public static string KeyOf(string memoryId, string actorId, string sessionId) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{memoryId}\n{actorId}\n{sessionId}")));

    /// <summary>Removes a memory with all that it holds.</summary>
    public async Task RemoveAsync(string id)
    {
        foreach (var session in Sessions.All.Where(session => session.MemoryId == id).ToList())
            await Sessions.ChangeAsync(KeyOf(id, session.ActorId, session.SessionId), _ => null);
        foreach (var record in Records.All.Where(record => record.MemoryId == id).ToList())
            await Records.ChangeAsync(record.Id, _ => null);
        await Memories.ChangeAsync(id, _ => null);
    }

    public void Dispose()
    {
        Memories.Dispose();
        Sessions.Dispose();
        Records.Dispose();
    }
}
