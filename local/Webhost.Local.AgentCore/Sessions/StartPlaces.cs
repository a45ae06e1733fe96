namespace Webhost.Local.AgentCore.Sessions;

/// <summary>
/// The places of sessions that are starting: with more at once than the processors bear, each would take longer than it may. One that is free goes to the runtime that has the fewest, so that
/// the starts of one agent don't keep those of all others waiting, and then to who has waited longest.
/// </summary>
internal sealed class StartPlaces(int count)
{
    private readonly Lock _lock = new();
    private readonly List<Place> _waiting = [];
    private readonly List<Place> _taken = [];

    /// <summary>Waits for a place, which is free again when it is disposed.</summary>
    /// <exception cref="OperationCanceledException">It is no longer wanted.</exception>
    public async Task<IDisposable> TakeAsync(string runtimeId, CancellationToken cancellationToken)
    {
        var place = new Place(this, runtimeId);
        lock (_lock)
        {
            _waiting.Add(place);
            Give();
        }

        try
        {
            await place.Given.WaitAsync(cancellationToken);
            return place;
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    private void Leave(Place place)
    {
        lock (_lock)
        {
            _waiting.Remove(place);
            _taken.Remove(place);
            Give();
        }
    }

    private void Give()
    {
        while (_taken.Count < count && _waiting.MinBy(place => _taken.Count(other => other.RuntimeId == place.RuntimeId)) is { } next)
        {
            _waiting.Remove(next);
            _taken.Add(next);
            next.Give();
        }
    }

    private sealed class Place(StartPlaces places, string runtimeId) : IDisposable
    {
        private readonly TaskCompletionSource _given = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string RuntimeId => runtimeId;

        public Task Given => _given.Task;

        public void Give() => _given.SetResult();

        public void Dispose() => places.Leave(this);
    }
}
