using System.Net;
using System.Net.Sockets;
using Webhost.Local.Processes;

namespace Webhost.Local.Ports;

/// <summary>Makes sure that every port is free before anything starts.</summary>
internal static class PortCheck
{
    /// <exception cref="StartException">Ports are claimed twice or in use; the message names each with its owner.</exception>
    public static void ThrowIfTaken(IReadOnlyList<PortClaim> claims)
    {
        var twice = claims.GroupBy(claim => claim.Port).Where(group => group.Count() > 1)
            .Select(group => $"Port {group.Key} is set for {string.Join(" and ", group.Select(claim => $"{claim.Service} ({claim.Setting})"))}.");
        var taken = claims.Where(claim => !IsFree(claim.Port)).Select(Describe);
        var problems = twice.Concat(taken).ToList();
        if (problems.Count > 0)
            throw new StartException(string.Join(Environment.NewLine + "       ", problems));
    }

    private static string Describe(PortClaim claim)
    {
        var owner = PortOwner.Find(claim.Port) is { } pid
            ? $"process {pid}: {Shorten(ProcessTable.CommandLine(pid))}"
            : "a process that this user can't see";
        return $"Port {claim.Port} ({claim.Service}) is in use by {owner}. Stop it, or set {claim.Setting} to another port.";
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string Shorten(string command) => command.Length <= 160 ? command : $"{command[..160]}…";
}
