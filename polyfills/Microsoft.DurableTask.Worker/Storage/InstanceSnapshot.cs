using Microsoft.DurableTask.Worker.History;

namespace Microsoft.DurableTask.Worker.Storage;

/// <summary>All that is needed to go on with an instance, read at once.</summary>
/// <param name="Record">The instance.</param>
/// <param name="Turns">The turns of its present generation, in order.</param>
/// <param name="Messages">The messages that wait, in order.</param>
/// <param name="HasOldTurns">Whether turns of former generations are still stored.</param>
internal sealed record InstanceSnapshot(InstanceRecord Record, IReadOnlyList<Turn> Turns, IReadOnlyList<InboxMessage> Messages, bool HasOldTurns);
