using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Webhost.Providers.AgentCore.Tests.Runtime;

/// <summary>The files that are put beside agents' code, in the interpreters that run them.</summary>
public sealed class RuntimeModuleTests
{
    private static readonly string Folder = RepositoryRoot.Combine("shared", "Webhost.Providers.AgentCore", "Runtime");

    private const string Python = """
        import webhost_runtime as webhost
        webhost._KEPT_SECONDS = -1
        webhost.request({"WorkloadAccessToken": "token"})
        print(webhost.secret("KEY"), webhost.secret("KEY"), webhost.secret("KEY"))
        """;

    private const string Node = """
        const webhost = require("./webhost-runtime.cjs").forRequest({ workloadaccesstoken: "token" });
        const { now } = Date;
        let later = 0;
        Date.now = () => now() + (later += 60_000);
        (async () => console.log(await webhost.secret("KEY"), await webhost.secret("KEY"), await webhost.secret("KEY")))();
        """;

    [Theory]
    [InlineData("python3", "-c", Python)]
    [InlineData("node", "-e", Node)]
    public async Task Values_that_can_not_be_asked_for_anew_stay_good(string program, string option, string code)
    {
        var asked = 0;
        using var identity = Serve(() => ++asked is 2 ? (403, "{}") : (200, "{\"apiKey\":\"{\\\"secrets\\\":{\\\"KEY\\\":\\\"of call " + asked + "\\\"}}\"}"));

        await using var agent = ChildProcess.Start(program, [option, code], Folder, Environment(identity));
        var exitCode = await agent.WaitForExitAsync();

        Assert.Equal((0, "of call 1 of call 1 of call 3"), (exitCode, agent.Output));
    }

    [Theory]
    [InlineData("python3", "-c", Python)]
    [InlineData("node", "-e", Node)]
    public async Task Where_there_were_none_before_whoever_asks_hears_of_it(string program, string option, string code)
    {
        using var identity = Serve(() => (403, "{}"));

        await using var agent = ChildProcess.Start(program, [option, code], Folder, Environment(identity));

        Assert.Equal(1, await agent.WaitForExitAsync());
        Assert.Contains("403", agent.Output, StringComparison.Ordinal);
    }

    private static Dictionary<string, string?> Environment(HttpListener identity) => new(StringComparer.Ordinal)
    {
        ["WEBHOST_SECRETS_PROVIDER"] = "agt-1",
        ["AWS_ENDPOINT_URL"] = identity.Prefixes.Single(),
        ["AWS_ACCESS_KEY_ID"] = "AKIDEXAMPLE",
        ["AWS_SECRET_ACCESS_KEY"] = "secret",
        ["PYTHONDONTWRITEBYTECODE"] = "1",
    };

    private static HttpListener Serve(Func<(int Status, string Body)> answer)
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var listener = new HttpListener();
        listener.Prefixes.Add($"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/");
        free.Stop();
        listener.Start();
        _ = ServeAsync(listener, answer);
        return listener;
    }

    private static async Task ServeAsync(HttpListener listener, Func<(int Status, string Body)> answer)
    {
        while (listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            var (status, body) = answer();
            context.Response.StatusCode = status;
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
            context.Response.Close();
        }
    }
}
