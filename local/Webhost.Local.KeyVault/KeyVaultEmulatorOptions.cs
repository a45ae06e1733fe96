using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Webhost.Local.KeyVault;

/// <summary>Settings of the local Key Vault. It listens on 127.0.0.1 only.</summary>
public sealed record KeyVaultEmulatorOptions
{
    /// <summary>The port; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Where certificates, the encryption key and the encrypted secrets are kept. Only one emulator at a time can use it.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>The one bearer token that is accepted.</summary>
    public required string AccessToken { get; init; }

    /// <summary>How long a deleted secret can be recovered before it is purged.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(90);

    /// <summary>The clock of dates, retention and certificates.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where failures of the emulator itself are logged.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;
}
