using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Webhost.Local.Processes;
using Webhost.Testing;

namespace Webhost.Local.Tests.Stack;

[Collection("stack")]
public sealed class StackTests
{
    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_ends_everything(string signal)
    {
        await using var stack = RunningStack.Prepare();
        stack.Environment["Local__ControlPlanes"] = "2";
        var ready = await stack.StartAndWaitAsync();
        var processes = stack.RecordedProcesses();
        Assert.Equal(["control-plane", "control-plane-2", "identity", "storage"], processes.Keys.Order(StringComparer.Ordinal));
        Assert.Contains($"control plane http://127.0.0.1:{stack.Port("ControlPlane")}", ready, StringComparison.Ordinal);
        Assert.Contains($"identity http://127.0.0.1:{stack.Port("Identity")}", ready, StringComparison.Ordinal);
        Assert.Contains($"lemon squeezy http://127.0.0.1:{stack.Port("LemonSqueezy")}", ready, StringComparison.Ordinal);
        Assert.Matches(@"\(\d+\.\d s\)$", ready);

        await Shell.RunAsync($"kill -{signal} {stack.Process.Id}");
        var exitCode = await stack.Process.WaitForExitAsync();

        Assert.Equal(0, exitCode);
        Assert.All(processes.Values, pid => Assert.Null(ProcessTable.StartTicks(pid)));
        Assert.Empty(stack.RecordedProcesses());
    }

    [Fact]
    public async Task A_control_plane_that_ignores_the_signal_is_killed()
    {
        await using var stack = RunningStack.Prepare();
        stack.Environment["Local__ControlPlanes"] = "1";
        stack.Environment[ScriptedControlPlane.IgnoreTermination] = "yes";
        await stack.StartAndWaitAsync();
        var pid = stack.RecordedProcesses()["control-plane"];

        await Shell.RunAsync($"kill -TERM {stack.Process.Id}");
        await stack.Process.WaitForExitAsync();

        Assert.Null(ProcessTable.StartTicks(pid));
    }

    [Fact]
    public async Task Storage_that_needs_longer_to_save_is_not_killed_before()
    {
        await using var stack = await RunningStack.StartAsync();
        var storage = stack.RecordedProcesses()["storage"];
        await stack.Table().CreateAsync();
        await stack.Table().AddEntityAsync(new TableEntity("partition", "row"));

        await Shell.RunAsync($"kill -STOP {storage}");
        await Shell.RunAsync($"kill -TERM {stack.Process.Id}");
        await stack.WaitForLineAsync("storage is still saving");
        await Shell.RunAsync($"kill -CONT {storage}");
        Assert.Equal(0, await stack.Process.WaitForExitAsync());
        await stack.StartAndWaitAsync();

        Assert.True((await stack.Table().GetEntityIfExistsAsync<TableEntity>("partition", "row")).HasValue);

        // Agents reach the port, and everybody knows the emulator's key.
        var refusal = await Assert.ThrowsAsync<RequestFailedException>(() => stack.Table(AzuriteServer.AccountKey).GetEntityAsync<TableEntity>("partition", "row"));
        Assert.Equal(403, refusal.Status);
    }

    [Fact]
    public async Task A_second_signal_does_not_keep_storage_from_saving()
    {
        await using var stack = await RunningStack.StartAsync();
        var storage = stack.RecordedProcesses()["storage"];
        await stack.Table().CreateAsync();
        await stack.Table().AddEntityAsync(new TableEntity("partition", "row"));

        await Shell.RunAsync($"kill -STOP {storage}");
        await Shell.RunAsync($"kill -INT {stack.Process.Id}");
        await stack.WaitForLineAsync("stopping");
        await Shell.RunAsync($"kill -INT {stack.Process.Id}");
        await stack.WaitForLineAsync("storage is still saving");
        await Shell.RunAsync($"kill -CONT {storage}");
        Assert.Equal(0, await stack.Process.WaitForExitAsync());
        await stack.StartAndWaitAsync();

        Assert.True((await stack.Table().GetEntityIfExistsAsync<TableEntity>("partition", "row")).HasValue);
    }

    [Fact]
    public async Task A_child_that_dies_is_named_and_started_again()
    {
        await using var stack = await RunningStack.StartAsync();
        var first = stack.RecordedProcesses()["identity"];

        await Shell.RunAsync($"kill -9 {first}");

        await stack.WaitForLineAsync("identity was killed (SIGKILL");
        await stack.WaitForLineAsync("identity is ready again");
        Assert.NotEqual(first, stack.RecordedProcesses()["identity"]);
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync($"http://127.0.0.1:{stack.Port("Identity")}/healthz")).StatusCode);
    }

    [Fact]
    public async Task After_a_kill_the_next_start_ends_the_orphans_and_goes_on_with_the_state()
    {
        await using var stack = await RunningStack.StartAsync();
        var subject = await SubjectAsync(stack);
        var orphans = stack.RecordedProcesses();

        await stack.Process.CrashAsync();
        Assert.All(orphans.Values, pid => Assert.NotNull(ProcessTable.StartTicks(pid)));
        await stack.StartAndWaitAsync();

        Assert.Contains($"ending storage (process {orphans["storage"]}), left behind", stack.Process.Output, StringComparison.Ordinal);
        Assert.All(orphans.Values, pid => Assert.Null(ProcessTable.StartTicks(pid)));
        Assert.Equal(subject, await SubjectAsync(stack));
    }

    [Fact]
    public async Task A_signal_while_orphans_are_ended_is_an_orderly_end()
    {
        await using var stack = await RunningStack.StartAsync();
        var storage = stack.RecordedProcesses()["storage"];
        await Shell.RunAsync($"kill -STOP {storage}");
        await stack.Process.CrashAsync();
        stack.Start();
        await stack.WaitForLineAsync($"ending storage (process {storage})");

        await Shell.RunAsync($"kill -INT {stack.Process.Id}");
        var exitCode = await stack.Process.WaitForExitAsync();
        await Shell.RunAsync($"kill -CONT {storage}");

        Assert.Equal(0, exitCode);
        Assert.DoesNotContain("Unhandled", stack.Process.Output, StringComparison.Ordinal);
        // It is ended by the next start.
        await stack.StartAndWaitAsync();
        Assert.NotEqual(storage, stack.RecordedProcesses()["storage"]);
    }

    [Fact]
    public async Task What_was_bought_survives_a_kill()
    {
        await using var stack = await RunningStack.StartAsync();
        var subscription = await BuyAsync(stack);

        await stack.Process.CrashAsync();
        await stack.StartAndWaitAsync();

        using var http = await PaymentClientAsync(stack, "api-key");
        using var body = JsonDocument.Parse(await http.GetStringAsync($"v1/subscriptions/{subscription}"));
        Assert.Equal("active", body.RootElement.GetProperty("data").GetProperty("attributes").GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_taken_port_names_its_owner_before_anything_starts()
    {
        await using var stack = RunningStack.Prepare();
        using var listener = new TcpListener(IPAddress.Loopback, stack.Port("Table"));
        listener.Start();

        var process = stack.Start();

        Assert.Equal(1, await process.WaitForExitAsync());
        Assert.Contains($"Port {stack.Port("Table")} (table storage) is in use by process {Environment.ProcessId}: ", process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("starting", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_stack_on_the_same_state_is_refused()
    {
        await using var stack = await RunningStack.StartAsync();
        await using var second = ChildProcess.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "Webhost.Local.dll"), "up"], environment: stack.Environment);

        Assert.Equal(1, await second.WaitForExitAsync());
        Assert.Contains($"running already (process {stack.Process.Id})", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_control_plane_that_dies_before_it_is_ready_fails_the_start_with_its_own_words()
    {
        await using var stack = RunningStack.Prepare();
        stack.Environment["Local__ControlPlanes"] = "1";
        stack.Environment[ScriptedControlPlane.Fail] = "Oidc__Authority is missing";

        var process = stack.Start();

        Assert.Equal(1, await process.WaitForExitAsync(TimeSpan.FromSeconds(60)));
        Assert.Contains("control plane ended with exit code 3 before it was ready", process.Output, StringComparison.Ordinal);
        Assert.Contains(process.Lines, line => line.IsError && line.Text.EndsWith("| Oidc__Authority is missing", StringComparison.Ordinal));
        Assert.Empty(stack.RecordedProcesses());
    }

    [Fact]
    public async Task A_control_plane_that_is_not_built_is_named()
    {
        await using var stack = RunningStack.Prepare();
        stack.Environment["Local__ControlPlanes"] = "1";
        stack.Environment["Local__ControlPlanePath"] = "/no/such/ControlPlane.dll";

        var process = stack.Start();

        Assert.Equal(1, await process.WaitForExitAsync(TimeSpan.FromSeconds(60)));
        Assert.Contains("/no/such/ControlPlane.dll is missing: build it with './dev up'", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_control_plane_waits_for_is_told()
    {
        await using var stack = RunningStack.Prepare();
        stack.Environment["Local__ControlPlanes"] = "1";
        stack.Environment[ScriptedControlPlane.ReadyFile] = stack.FileIn("ready");
        stack.Start();

        await stack.WaitForLineAsync("control plane waits for storage (still warming up)");
        await File.WriteAllTextAsync(stack.FileIn("ready"), "yes");

        await stack.WaitForLineAsync("ready  control plane");
    }

    [Fact]
    public async Task A_control_plane_gets_the_settings_of_the_stack_and_of_the_user()
    {
        await using var stack = RunningStack.Prepare();
        stack.Environment["Local__ControlPlanes"] = "1";
        stack.Environment["plans__FREE__requestsPerMonth"] = "500";
        stack.Environment["ASPNETCORE_HTTP_PORTS"] = "1";
        stack.Environment[ScriptedControlPlane.EnvironmentFile] = stack.FileIn("environment");

        await stack.StartAndWaitAsync();

        var environment = JsonSerializer.Deserialize<Dictionary<string, string>>(await File.ReadAllTextAsync(stack.FileIn("environment")))!;
        Assert.Equal("500", environment["Plans__free__requestsPerMonth"]);
        Assert.DoesNotContain("plans__FREE__requestsPerMonth", environment.Keys);
        Assert.DoesNotContain("ASPNETCORE_HTTP_PORTS", environment.Keys);
        Assert.Equal($"http://127.0.0.1:{stack.Port("ControlPlane")}", environment["ASPNETCORE_URLS"]);
        Assert.Equal($"http://127.0.0.1:{stack.Port("ControlPlane")}", environment["PublicBaseUrl"]);
        Assert.Equal($"http://127.0.0.1:{stack.Port("Identity")}", environment["Oidc__Authority"]);
        Assert.Equal($"https://127.0.0.1:{stack.Port("KeyVault")}/", environment["KeyVault__Uri"]);
        Assert.Equal($"http://127.0.0.1:{stack.Port("CloudflareApi")}/client/v4", environment["Cloudflare__ApiBaseUrl"]);
        Assert.Equal($"http://127.0.0.1:{stack.Port("Dispatcher")}", environment["Cloudflare__DispatcherUrl"]);
        Assert.Equal($"http://127.0.0.1:{stack.Port("LemonSqueezy")}", environment["LemonSqueezy__ApiBaseUrl"]);
        Assert.Equal("true", environment["LemonSqueezy__TestMode"]);
        var machine = await Shell.RunAsync("""echo $(uname -m) $(PATH=/usr/bin:/usr/local/bin:$PATH python3 -c 'import sys; print("PYTHON_%d_%d" % sys.version_info[:2])')""");
        Assert.Equal(machine.Output.Trim(), $"{environment["AgentCore__Architecture"].Replace("arm64", "aarch64", StringComparison.Ordinal)} {environment["AgentCore__DefaultPython"]}");
        Assert.Contains($"TableEndpoint=http://127.0.0.1:{stack.Port("Table")}/devstoreaccount1", environment["Storage__ConnectionString"], StringComparison.Ordinal);
        Assert.True(File.Exists(environment["Build__EsbuildPath"]));
        Assert.True(File.Exists(environment["KeyVault__CertificateAuthorityFile"]));
        foreach (var secret in new[] { "KeyVault__AccessToken", "Storage__ConnectionString", "Cloudflare__ApiToken", "LemonSqueezy__ApiKey", "LemonSqueezy__WebhookSecret", "Oidc__WebhookSecret" })
            Assert.DoesNotContain(environment[secret], stack.Process.Output, StringComparison.Ordinal);
    }

    private static async Task<long> BuyAsync(RunningStack stack)
    {
        using var api = await PaymentClientAsync(stack, "api-key");
        using var admin = await PaymentClientAsync(stack, "admin.key");
        using var order = new StringContent(
            """{"data":{"type":"checkouts","attributes":{},"relationships":{"store":{"data":{"type":"stores","id":"11"}},"variant":{"data":{"type":"variants","id":"1001"}}}}}""",
            new MediaTypeHeaderValue("application/vnd.api+json"));
        using var checkout = JsonDocument.Parse(await (await api.PostAsync("v1/checkouts", order)).EnsureSuccessStatusCode().Content.ReadAsStringAsync());
        var id = checkout.RootElement.GetProperty("data").GetProperty("id").GetString();
        using var paid = JsonDocument.Parse(await (await admin.PostAsync($"local/checkouts/{id}/pay", new StringContent("""{"email":"ada@example.org"}"""))).EnsureSuccessStatusCode().Content.ReadAsStringAsync());
        return paid.RootElement.GetProperty("subscriptionId").GetInt64();
    }

    private static async Task<HttpClient> PaymentClientAsync(RunningStack stack, string keyFile) => new()
    {
        BaseAddress = new Uri($"http://127.0.0.1:{stack.Port("LemonSqueezy")}"),
        DefaultRequestHeaders = { Authorization = new("Bearer", await File.ReadAllTextAsync(Path.Combine(stack.StateDirectory, "lemon-squeezy", keyFile))) },
    };

    private static async Task<string> SubjectAsync(RunningStack stack)
    {
        var key = await File.ReadAllTextAsync(Path.Combine(stack.StateDirectory, "identity", "admin.key"));
        using var http = new HttpClient { DefaultRequestHeaders = { Authorization = new("Bearer", key) } };
        using var response = await http.PostAsync($"http://127.0.0.1:{stack.Port("Identity")}/local/token", new StringContent("""{"name":"alice"}"""));
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return body.RootElement.GetProperty("sub").GetString()!;
    }
}
