using System.Globalization;
using Webhost.Bench.Processes;

namespace Webhost.Bench.Gateway;

/// <summary>nginx as a reverse proxy with kept connections.</summary>
internal sealed class Nginx : IAsyncDisposable
{
    private readonly GuardedProgram _process;

    private Nginx(GuardedProgram process, Uri address)
    {
        _process = process;
        Address = address;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Its session.</summary>
    public int Session => _process.Session;

    /// <summary>Starts it; null when it is not installed.</summary>
    public static async Task<Nginx?> StartAsync(Uri upstream, CancellationToken cancellationToken)
    {
        string? program = $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin".Split(':').Select(folder => Path.Combine(folder, "nginx")).FirstOrDefault(File.Exists);
        if (program is null)
            return null;
        Uri address = new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePorts.Take(1)[0]}"));
        string folder = Directory.CreateTempSubdirectory("wb-nginx-").FullName;
        string file = Path.Combine(folder, "nginx.conf");
        await File.WriteAllTextAsync(file, Configuration(address, upstream), cancellationToken);
        GuardedProgram process = await GuardedProgram.StartAsync(
            [program, "-p", folder, "-c", file, "-e", "stderr"], new Dictionary<string, string>(), line => line.Contains("start worker process ", StringComparison.Ordinal), folder, cancellationToken);
        return new(process, address);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static string Configuration(Uri address, Uri upstream) => $$"""
        daemon off;
        worker_processes auto;
        pid nginx.pid;
        error_log stderr notice;
        events { worker_connections 1024; }
        http {
          access_log off;
          keepalive_requests 1000000000;
          client_body_temp_path body;
          proxy_temp_path proxy;
          fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi;
          scgi_temp_path scgi;
          upstream runtime { server {{upstream.Authority}}; keepalive 64; keepalive_requests 1000000000; }
          server {
            listen {{address.Authority}};
            location / {
              proxy_pass http://runtime;
              proxy_http_version 1.1;
              proxy_set_header Connection "";
              proxy_buffering off;
            }
          }
        }
        """;
}
