using Microsoft.DurableTask.Worker.History;

namespace Microsoft.DurableTask.Worker.Storage;

/// <summary>An event on its way to an instance.</summary>
/// <param name="RowKey">Its row.</param>
/// <param name="Event">The event.</param>
/// <param name="Generation">The generation that it is for; null for any.</param>
internal sealed record InboxMessage(string RowKey, HistoryEvent Event, int? Generation);
