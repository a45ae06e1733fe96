using System.Diagnostics;
using System.Globalization;

namespace Webhost.Local.AgentCore.Isolation;

/// <summary>The process of a session with all that belongs to it.</summary>
internal sealed class SandboxProcess(
    Process process, int user, IReadOnlyList<string> groups, Func<CancellationToken, ValueTask<Stream>> connect, SessionNetwork? network, string? prepared) : IAsyncDisposable
{
    private readonly Task _ended = process.WaitForExitAsync();

    public int Id { get; } = process.Id;

    /// <summary>Its user; 0 when it runs as the emulator's.</summary>
    public int User => user;

    /// <summary>Completes when it has ended.</summary>
    public Task Ended => _ended;

    public StreamReader Output => process.StandardOutput;

    public StreamReader Errors => process.StandardError;

    /// <summary>Connects to the port of the contract.</summary>
    public ValueTask<Stream> ConnectAsync(CancellationToken cancellationToken) => connect(cancellationToken);

    /// <summary>The bytes of memory that the session's processes have to themselves or share.</summary>
    public long ResidentBytes() => SessionProcesses.Of(Id, user).Sum(SessionProcesses.ResidentBytes);

    /// <summary>Ends all its processes, however they want to stay.</summary>
    public async ValueTask DisposeAsync()
    {
        await SessionProcesses.EndAsync(Id, user);
        await _ended;
        network?.Dispose();
        ControlGroups.Remove(groups);
        if (prepared is not null)
            Directory.Delete(prepared, recursive: true);
        SessionUsers.Return(user);
        process.Dispose();
    }

    public override string ToString() => Id.ToString(CultureInfo.InvariantCulture);
}
