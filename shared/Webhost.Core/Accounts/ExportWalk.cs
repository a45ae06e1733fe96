using Webhost.Core.Agents;
using Webhost.Core.Identity;
using Webhost.Core.Users;

namespace Webhost.Core.Accounts;

/// <summary>Goes through the files of an export: those of the account first, then those of one agent after the other.</summary>
internal sealed class ExportWalk(ExportContents contents, IExportStore store, User user, string exportId, IReadOnlyList<AgentRecord> agents)
{
    private readonly Caller caller = contents.CallerOf(user);

    /// <summary>How many parts there are: the account, each agent, and the archive.</summary>
    public int Parts => agents.Count + 2;

    /// <summary>Which part a position lies in, and how many are done before it.</summary>
    public (string Name, int Done) PartOf(ExportPosition position) => IndexOf(position) is { } index ? ($"agent {agents[index].Name}", index + 1) : ("account", 0);

    /// <summary>Writes on from a position until the file or the time is over; where it goes on.</summary>
    public async Task<ExportPosition> WriteAsync(ExportPosition position, Func<bool> isOver, CancellationToken cancellationToken)
    {
        var index = IndexOf(position);
        if (position.AgentId is not null && (index is null || !string.Equals(agents[index.Value].AgentId, position.AgentId, StringComparison.Ordinal)))
        {
            // The agent was removed meanwhile: what is written of it stays.
            return At(index);
        }

        var files = index is { } agent ? contents.FilesOf(caller, agents[agent]) : contents.FilesOf(caller);
        var file = files[position.File];
        string? next = null;
        await store.WritePieceAsync(
            new UserId(user.UserId),
            exportId,
            new ExportPiece(file.Name, position.Piece),
            async stream => next = await file.WriteAsync(stream, position.Cursor, isOver, cancellationToken),
            cancellationToken);
        return next is not null ? position with { Cursor = next, Piece = position.Piece + 1 }
            : position.File + 1 < files.Count ? new ExportPosition { AgentId = position.AgentId, File = position.File + 1 }
            : At(index is { } done ? done + 1 : 0);
    }

    private ExportPosition At(int? index) => index is { } next && next < agents.Count ? new ExportPosition { AgentId = agents[next].AgentId } : new ExportPosition { Written = true };

    /// <summary>The agent of a position, or the next one when it is gone; null for the account, and past the last one.</summary>
    private int? IndexOf(ExportPosition position)
    {
        for (var index = 0; position.AgentId is not null && index < agents.Count; index++)
        {
            if (string.CompareOrdinal(agents[index].AgentId, position.AgentId) >= 0)
            {
                return index;
            }
        }

        return null;
    }
}
