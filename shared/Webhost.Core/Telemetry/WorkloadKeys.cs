using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Webhost.Core.Secrets;

namespace Webhost.Core.Telemetry;

/// <summary>
/// The keys that workloads sign telemetry with, that the gateway signs its calls with and that the platform keeps its own promises with, each derived from
/// one master key in the vault, so that nothing needs a stored key of its own (runtime provider interface §8.3).
/// </summary>
public sealed class WorkloadKeys(ISecretVault vault)
{
    private const string MasterName = "webhost-workload-master-key";
    private const int KeyBytes = 32;

    private readonly SemaphoreSlim loading = new(1, 1);
    private byte[]? master;

    /// <summary>The key of a deployment's reports: lower-case hexadecimal.</summary>
    public async ValueTask<string> TelemetrySecretAsync(string deploymentId, CancellationToken cancellationToken) =>
        Derive(await MasterAsync(cancellationToken), $"telemetry:{deploymentId}");

    /// <summary>The key of the gateway's calls to an agent: lower-case hexadecimal. The same for all of its deployments, so that a roll-back does not break calls in flight.</summary>
    public async ValueTask<string> InvokeSecretAsync(string agentId, CancellationToken cancellationToken) =>
        Derive(await MasterAsync(cancellationToken), $"invoke:{agentId}");

    /// <summary>A key of the platform's own for one purpose, the same in every process: 32 bytes. Whoever knows it learns no other.</summary>
    /// <param name="purpose">Such as <c>billing-checkout</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<byte[]> PlatformKeyAsync(string purpose, CancellationToken cancellationToken) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, await MasterAsync(cancellationToken), KeyBytes, info: Encoding.UTF8.GetBytes($"platform:{purpose}"));

    private static string Derive(byte[] master, string purpose) =>
        Convert.ToHexStringLower(HKDF.DeriveKey(HashAlgorithmName.SHA256, master, KeyBytes, info: Encoding.UTF8.GetBytes(purpose)));

    private async ValueTask<byte[]> MasterAsync(CancellationToken cancellationToken)
    {
        if (master is { } known)
        {
            return known;
        }

        await loading.WaitAsync(cancellationToken);
        try
        {
            return master ??= Convert.FromHexString(await vault.GetOrAddAsync(MasterName, NewMaster, cancellationToken));
        }
        finally
        {
            loading.Release();
        }
    }

    private static string NewMaster() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes));
}
