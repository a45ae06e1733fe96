using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Webhost.Local.Tests.Stack;

/// <summary>
/// What the stack starts in place of the control plane, in a process of its own: it does what its environment says. Tests that need the real
/// one are not about the stack.
/// </summary>
internal static class ScriptedControlPlane
{
    /// <summary>Names of variables that script it; each is passed on by the stack.</summary>
    public const string EnvironmentFile = "SCRIPTED_ENVIRONMENT_FILE";
    public const string ReadyFile = "SCRIPTED_READY_FILE";
    public const string IgnoreTermination = "SCRIPTED_IGNORE_TERMINATION";
    public const string Fail = "SCRIPTED_FAIL";

    public static string AssemblyPath => typeof(ScriptedControlPlane).Assembly.Location;

    public static async Task<int> Main()
    {
        if (Environment.GetEnvironmentVariable(Fail) is { } reason)
        {
            await Console.Error.WriteLineAsync(reason);
            return 3;
        }

        if (Environment.GetEnvironmentVariable(EnvironmentFile) is { } file)
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(Environment.GetEnvironmentVariables()));
        using var deaf = Environment.GetEnvironmentVariable(IgnoreTermination) is null ? null : PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => context.Cancel = true);

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        await using var application = builder.Build();
        application.MapGet("/readyz", () => Environment.GetEnvironmentVariable(ReadyFile) is not { } marker || File.Exists(marker)
            ? Results.Json(new { ready = true, checks = new { } })
            : Results.Json(new { ready = false, checks = new { storage = new { ok = false, message = "still warming up" } } }, statusCode: StatusCodes.Status503ServiceUnavailable));
        await application.StartAsync();
        Console.WriteLine($"scripted control plane on {string.Join(", ", application.Urls)}");
        if (deaf is null)
            await application.WaitForShutdownAsync();
        else
            await Task.Delay(Timeout.Infinite);
        return 0;
    }
}
