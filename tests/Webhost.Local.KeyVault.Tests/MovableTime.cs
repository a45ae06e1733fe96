namespace Webhost.Local.KeyVault.Tests;

/// <summary>The system's clock, moved forward by hand.</summary>
internal sealed class MovableTime : TimeProvider
{
    private TimeSpan _offset;

    public void Advance(TimeSpan by) => _offset += by;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _offset;
}
