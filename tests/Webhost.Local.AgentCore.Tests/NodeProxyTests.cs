using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Webhost.Local.AgentCore.Tests;

/// <summary>The file that lets Node use a session's proxy, with a proxy that takes every name for this machine.</summary>
public sealed class NodeProxyTests : IAsyncLifetime
{
    private const string Name = "world.example";
    private static readonly string Shim = RepositoryRoot.Combine("local", "Webhost.Local.AgentCore", "Isolation", "proxy.cjs");

    private readonly TcpListener _proxy = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private WebApplication _world = null!;
    private Task _serving = null!;
    private int _connections;

    public async Task InitializeAsync()
    {
        using var key = ECDsa.Create();
        using var certificate = new CertificateRequest($"CN={Name}", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var shown = X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(shown));
        });
        builder.WebHost.UseKestrelHttpsConfiguration();
        _world = builder.Build();
        _world.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            await context.Response.WriteAsync($"{context.Request.Scheme} {context.Request.Host.Host} {await reader.ReadToEndAsync()}");
        });
        await _world.StartAsync();
        _proxy.Start();
        _serving = ServeAsync();
    }

    public async Task DisposeAsync()
    {
        await _stopping.CancelAsync();
        _proxy.Stop();
        await _serving;
        await _world.DisposeAsync();
        _stopping.Dispose();
    }

    [Theory]
    [InlineData("console.log(await (await fetch(`http://${name}:${http}/`, { method: 'POST', body: 'from fetch' })).text())", "http world.example from fetch")]
    [InlineData("console.log(await (await fetch(`https://${name}:${https}/`, { method: 'POST', body: 'from fetch' })).text())", "https world.example from fetch")]
    [InlineData("console.log(await ask(require('node:http'), { host: name, port: http }))", "http world.example from node")]
    [InlineData("console.log(await ask(require('node:https'), { host: name, port: https }))", "https world.example from node")]
    [InlineData("const { Agent } = require('node:https'); console.log(await ask(require('node:https'), { host: name, port: https, agent: new Agent({ keepAlive: true }) }))", "https world.example from node")]
    public async Task What_goes_to_the_world_goes_through_the_proxy(string code, string expected)
    {
        Assert.Equal(expected, await RunAsync(code));
        Assert.Equal(1, _connections);
    }

    [Theory]
    [InlineData("console.log(await (await fetch(`http://127.0.0.1:${http}/`, { method: 'POST', body: 'from fetch' })).text())", "http 127.0.0.1 from fetch")]
    [InlineData("console.log(await ask(require('node:http'), { host: '127.0.0.1', port: http }))", "http 127.0.0.1 from node")]
    public async Task What_is_near_does_not(string code, string expected)
    {
        Assert.Equal(expected, await RunAsync(code));
        Assert.Equal(0, _connections);
    }

    [Theory]
    [InlineData("await fetch('http://refused.example/').catch((error) => console.log(error.cause.code))")]
    [InlineData("await ask(require('node:https'), { host: 'refused.example', port: 443 }).catch((error) => console.log(error.code))")]
    public async Task A_refusal_of_the_proxy_is_one_of_the_connection(string code) => Assert.Equal("ECONNREFUSED", await RunAsync(code));

    private async Task<string> RunAsync(string code)
    {
        var ports = _world.Urls.Select(url => new Uri(url)).ToDictionary(url => url.Scheme, url => url.Port, StringComparer.Ordinal);
        var script = $$"""
            const [name, http, https] = ['{{Name}}', {{ports["http"]}}, {{ports["https"]}}];
            const ask = (client, options) => new Promise((resolve, reject) => {
              const request = client.request({ ...options, method: 'POST' }, (response) => {
                let text = '';
                response.on('data', (piece) => (text += piece)).on('end', () => resolve(text));
              });
              request.on('error', reject).end('from node');
            });
            (async () => { {{code}} })().finally(() => process.exit());
            """;
        var address = $"http://127.0.0.1:{((IPEndPoint)_proxy.LocalEndpoint).Port}";
        await using var node = ChildProcess.Start("node", ["--no-warnings", "--require", Shim, "-e", script], environment: new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["HTTP_PROXY"] = address,
            ["HTTPS_PROXY"] = address,
            ["NO_PROXY"] = "127.0.0.1,localhost",
            ["NODE_TLS_REJECT_UNAUTHORIZED"] = "0",
            // What a newer Node does without the file.
            ["NODE_USE_ENV_PROXY"] = "1",
        });
        return await node.WaitForLineAsync(_ => true);
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var client = await _proxy.AcceptTcpClientAsync(_stopping.Token);
                Interlocked.Increment(ref _connections);
                _ = JoinAsync(client);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            // The end of the test.
        }
    }

    // A head comes in one piece here.
    private async Task JoinAsync(TcpClient client)
    {
        using (client)
        {
            var head = new byte[1024];
            var length = await client.GetStream().ReadAsync(head);
            var target = Encoding.ASCII.GetString(head, 0, length).Split(' ')[1].Split(':');
            if (target[0] is not Name)
            {
                await client.GetStream().WriteAsync("HTTP/1.1 502 Bad Gateway\r\n\r\n"u8.ToArray());
                return;
            }

            using var world = new TcpClient();
            await world.ConnectAsync(IPAddress.Loopback, int.Parse(target[1], System.Globalization.CultureInfo.InvariantCulture));
            await client.GetStream().WriteAsync("HTTP/1.1 200 Connection Established\r\n\r\n"u8.ToArray());
            await Task.WhenAny(client.GetStream().CopyToAsync(world.GetStream()), world.GetStream().CopyToAsync(client.GetStream()));
        }
    }
}
