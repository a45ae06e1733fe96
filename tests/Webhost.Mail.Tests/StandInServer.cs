using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Webhost.Mail.Tests;

/// <summary>A mail server that speaks as much SMTP as a client needs, with STARTTLS and a sign-in; a test says what it refuses.</summary>
internal sealed class StandInServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly X509Certificate2 certificate = NewCertificate();
    private readonly Task accepting;

    public StandInServer()
    {
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>The thumbprint of its certificate, which nobody else trusts.</summary>
    public string Thumbprint => certificate.Thumbprint;

    /// <summary>The letters that it took.</summary>
    public ConcurrentQueue<string> Letters { get; } = new();

    /// <summary>Every command, with whether the connection was encrypted.</summary>
    public ConcurrentQueue<(string Command, bool Encrypted)> Commands { get; } = new();

    /// <summary>How it answers a command in place of taking it; null to take it.</summary>
    public Func<string, string?> Refuse { get; set; } = _ => null;

    /// <summary>Whether it offers STARTTLS.</summary>
    public bool OffersTls { get; set; } = true;

    /// <summary>Whether it says nothing at all.</summary>
    public bool Silent { get; set; }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        certificate.Dispose();
        stop.Dispose();
    }

    private static X509Certificate2 NewCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), password: null);
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var client = await listener.AcceptTcpClientAsync(stop.Token);
            _ = ServeAsync(client).ContinueWith(static (served, connection) => ((TcpClient)connection!).Dispose(), client, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        Stream stream = client.GetStream();
        if (Silent)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, stop.Token);
        }

        await WriteAsync(stream, "220 localhost ESMTP");
        while (await ReadLineAsync(stream) is { } line)
        {
            Commands.Enqueue((line, stream is SslStream));
            var verb = line.Split(' ')[0].ToUpperInvariant();
            if (Refuse(line) is { } refusal)
            {
                await WriteAsync(stream, refusal);
            }
            else if (verb == "STARTTLS")
            {
                await WriteAsync(stream, "220 go on");
                var secured = new SslStream(stream);
                await secured.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, stop.Token);
                stream = secured;
            }
            else if (verb == "DATA")
            {
                await WriteAsync(stream, "354 go on");
                Letters.Enqueue(await ReadLetterAsync(stream));
                await WriteAsync(stream, "250 taken");
            }
            else
            {
                await WriteAsync(stream, verb == "EHLO" ? $"250-localhost\r\n250-AUTH PLAIN{(OffersTls && stream is not SslStream ? "\r\n250-STARTTLS" : string.Empty)}\r\n250 8BITMIME" : verb == "AUTH" ? "235 welcome" : "250 ok");
            }
        }
    }

    private async Task WriteAsync(Stream stream, string text) => await stream.WriteAsync(Encoding.ASCII.GetBytes($"{text}\r\n"), stop.Token);

    private async Task<string?> ReadLineAsync(Stream stream)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one, stop.Token) == 1)
        {
            if (one[0] == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)one[0]);
        }

        return null;
    }

    private async Task<string> ReadLetterAsync(Stream stream)
    {
        var letter = new StringBuilder();
        while (await ReadLineAsync(stream) is { } line && line != ".")
        {
            letter.Append(line).Append('\n');
        }

        return letter.ToString();
    }
}
