namespace Webhost.Core.Tests.Doubles;

/// <summary>Passes requests to the table service through a fuse.</summary>
internal sealed class FusedWire(Fuse fuse) : DelegatingHandler(new SocketsHttpHandler())
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        fuse.ThroughAsync($"{request.Method} {request.RequestUri!.AbsolutePath}", () => base.SendAsync(request, cancellationToken));
}
