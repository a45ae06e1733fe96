using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Webhost.Local.AgentCore.Admin;
using Webhost.Local.AgentCore.Http;
using Webhost.Local.AgentCore.Identity;
using Webhost.Local.AgentCore.Isolation;
using Webhost.Local.AgentCore.Memory;
using Webhost.Local.AgentCore.Runtimes;
using Webhost.Local.AgentCore.Sessions;
using Webhost.Local.AgentCore.Signing;
using Webhost.Local.AgentCore.Storage;
using Webhost.Local.KeyVault.Files;

namespace Webhost.Local.AgentCore;

/// <summary>
/// AgentCore, S3 and as much of the Security Token Service as they need, for one account and region on one machine: what the official clients
/// talk to when their endpoint is set to <see cref="Uri"/>. Every session of an agent is a real process.
/// </summary>
public sealed class AgentCoreEmulator : IAsyncDisposable
{
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(1);

    private readonly WebApplication _application;
    private readonly Parts _parts;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _ticking;

    private AgentCoreEmulator(WebApplication application, Uri uri, Parts parts, ILogger logger)
    {
        _application = application;
        _parts = parts;
        Uri = uri;
        _ticking = TickAsync(logger);
    }

    /// <summary>The address of all services.</summary>
    public Uri Uri { get; }

    /// <summary>Opens the state, making it at the first start, ends what an earlier emulator left running, and listens.</summary>
    /// <exception cref="InvalidDataException">The state is damaged.</exception>
    /// <exception cref="InvalidOperationException">A setting is missing or malformed.</exception>
    public static async Task<AgentCoreEmulator> StartAsync(AgentCoreEmulatorOptions options, CancellationToken cancellationToken = default)
    {
        options.Validate();
        PrivateFiles.CreateDirectory(options.StateDirectory);
        var parts = await Parts.OpenAsync(options, cancellationToken);
        var application = Build(options, parts.Front);
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch
        {
            await application.DisposeAsync();
            await parts.DisposeAsync();
            throw;
        }

        var uri = new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        parts.Starts.EmulatorPort = uri.Port;
        parts.Provisioner.Resume();
        return new AgentCoreEmulator(application, uri, parts, options.LoggerFactory.CreateLogger<AgentCoreEmulator>());
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _ticking;
        // Sessions first: their calls would hold up the end.
        await _parts.Sessions.DisposeAsync();
        await _application.StopAsync(CancellationToken.None);
        await _application.DisposeAsync();
        await _parts.DisposeAsync();
        _stopping.Dispose();
    }

    private static WebApplication Build(AgentCoreEmulatorOptions options, Front front)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(options.LoggerFactory).AddLogging();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopGrace);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Objects may be large; each operation has its own limit.
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        var application = builder.Build();
        application.Run(front.InvokeAsync);
        return application;
    }

    private async Task TickAsync(ILogger logger)
    {
        using var timer = new PeriodicTimer(TickInterval);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                try
                {
                    await _parts.Sessions.TickAsync();
                    await _parts.Ageing.TickAsync();
                }
                catch (Exception exception)
                {
                    // Whatever it is: without the next one nothing would end any more.
                    LogTick(logger, exception);
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The end.
        }
    }

    private static readonly Action<ILogger, Exception?> LogTick = LoggerMessage.Define(LogLevel.Error, new EventId(1, nameof(LogTick)), "Sessions could not be looked after");

    /// <summary>What the emulator is made of.</summary>
    private sealed class Parts : IAsyncDisposable
    {
        private readonly List<IDisposable> _disposables = [];

        public required SessionStarts Starts { get; init; }

        public required SessionTable Sessions { get; init; }

        public required CompiledCode Compiled { get; init; }

        public required Provisioner Provisioner { get; init; }

        public required VersionAgeing Ageing { get; init; }

        public required Front Front { get; init; }

        public static async Task<Parts> OpenAsync(AgentCoreEmulatorOptions options, CancellationToken cancellationToken)
        {
            var (time, loggers, state) = (options.TimeProvider, options.LoggerFactory, options.StateDirectory);
            var adminKey = await PrivateFiles.ReadOrCreateAsync(Path.Combine(state, "admin.key"), NewKey, cancellationToken);
            var signingKey = Convert.FromHexString(await PrivateFiles.ReadOrCreateAsync(Path.Combine(state, "token.key"), NewKey, cancellationToken));
            var cipher = await KeyCipher.OpenAsync(Path.Combine(state, "vault.key"), cancellationToken);
            var ledger = new SessionLedger(Path.Combine(state, "processes"), loggers.CreateLogger<SessionLedger>());
            await ledger.ReapAsync();

            var buckets = BucketStore.Open(Path.Combine(state, "s3"), time);
            foreach (var bucket in options.Buckets.Where(name => buckets.All().All(made => made.Name != name)))
                await buckets.CreateAsync(bucket);
            var runtimes = new RuntimeStore(state);
            var providers = new RecordFiles<ProviderRecord>(Path.Combine(state, "providers"), IdentityJson.Default.ProviderRecord);
            var workloads = new RecordFiles<WorkloadRecord>(Path.Combine(state, "workloads"), IdentityJson.Default.WorkloadRecord);
            var memories = new MemoryStore(state);
            var sandbox = await Sandbox.OpenAsync(options, loggers.CreateLogger<Sandbox>());

            var (faults, clock) = (new Faults(), new LifecycleClock(time));
            var (arns, credentials) = (new Arns(options.Region, options.AccountId), new Credentials(options.AccessKeyId, options.SecretAccessKey, signingKey));
            var tokens = new WorkloadTokens(signingKey, time);
            var unpacked = new UnpackedCode(Path.Combine(state, "unpacked"), runtimes);
            unpacked.Open();
            var compiled = new CompiledCode(sandbox, runtimes, unpacked, loggers.CreateLogger<CompiledCode>());
            var starts = new SessionStarts(sandbox, runtimes, unpacked, compiled, ledger, options, loggers.CreateLogger<SessionStarts>());
            var sessions = new SessionTable(starts, sandbox.Sessions, unpacked, compiled, credentials, clock, ledger, options, loggers.CreateLogger<SessionTable>());
            var provisioner = new Provisioner(runtimes, buckets, faults, options, loggers.CreateLogger<Provisioner>());
            provisioner.Removed = sessions.StopAllAsync;
            var ageing = new VersionAgeing(runtimes, clock);
            var identity = new IdentityRoutes(providers, workloads, runtimes, cipher, tokens, arns, time);
            var operations = new Operations(
                new RuntimeRoutes(runtimes, provisioner, arns, time), new EndpointRoutes(runtimes, provisioner, arns, time), new TagRoutes(runtimes, identity, arns), identity,
                new InvokeRoutes(sessions, runtimes, arns, tokens, faults),
                new MemoryRoutes(memories, arns, time), new MemoryEventRoutes(memories, time), new LongTermRoutes(memories, time), faults);
            var front = new Front(
                new SignatureVerifier(credentials, options.Region, options.ClockSkew, time), operations, new S3Routes(buckets, options.Region), faults, new SecurityTokenRoutes(credentials, options.AccountId, time),
                new AdminRoutes(adminKey, faults, clock, sessions, starts, ageing, runtimes, sandbox), loggers.CreateLogger<Front>());
            var parts = new Parts { Starts = starts, Sessions = sessions, Compiled = compiled, Provisioner = provisioner, Ageing = ageing, Front = front };
            parts._disposables.AddRange([buckets, runtimes, providers, workloads, memories, sandbox]);
            return parts;
        }

        public async ValueTask DisposeAsync()
        {
            await Provisioner.DisposeAsync();
            await Sessions.DisposeAsync();
            await Compiled.DisposeAsync();
            foreach (var disposable in _disposables)
                disposable.Dispose();
        }

        private static string NewKey() => RandomNumberGenerator.GetHexString(64, lowercase: true);
    }
}
