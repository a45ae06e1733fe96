using System.Globalization;

namespace Webhost.Local.Cloudflare.Tests.Fixtures;

/// <summary>
/// The real wrangler under the Node that it needs, from <c>tests/wrangler</c>. Installed with npm when it is missing. Its package.json pins
/// older workerd binaries for the platforms that a registry may lack the newest of; deploying runs none of them.
/// </summary>
internal sealed class Wrangler(CloudflareFacade facade, string project)
{
    private static readonly string Folder = RepositoryRoot.Combine("tests", "wrangler");
    private static readonly string Node = Path.Combine(Folder, "node_modules", "node", "bin", "node");
    private static readonly string Script = Path.Combine(Folder, "node_modules", "wrangler", "bin", "wrangler.js");
    private static readonly TimeSpan InstallTimeout = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    /// <exception cref="InvalidOperationException">npm could not install it; the message holds npm's output.</exception>
    public static async Task InstallAsync()
    {
        if (File.Exists(Node) && File.Exists(Script))
            return;
        await using var npm = ChildProcess.Start("npm", ["ci", "--no-audit", "--no-fund"], Folder);
        var exitCode = await npm.WaitForExitAsync(InstallTimeout);
        if (exitCode != 0 || !File.Exists(Node))
            throw new InvalidOperationException($"npm ci in {Folder} ended with {exitCode.ToString(CultureInfo.InvariantCulture)}:\n{npm.Output}");
    }

    /// <summary>Runs a command to its end and answers what it wrote.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message holds its output.</exception>
    public async Task<string> RunAsync(string arguments, string input = "")
    {
        await using var process = Start(arguments, input);
        var exitCode = await process.WaitForExitAsync(Timeout);
        return exitCode == 0 ? process.Output : throw new InvalidOperationException($"wrangler {arguments} ended with {exitCode}:\n{process.Output}");
    }

    /// <summary>Starts a command.</summary>
    public ChildProcess Start(string arguments, string input = "") => ChildProcess.Start(
        "sh",
        ["-c", "input=$1; shift; printf %s \"$input\" | \"$@\"", "sh", input, Node, Script, .. arguments.Split(' ')],
        project,
        new Dictionary<string, string?>
        {
            ["CLOUDFLARE_API_BASE_URL"] = facade.ApiBaseUrl.ToString(),
            ["CLOUDFLARE_API_TOKEN"] = FacadeFixture.Token,
            ["CLOUDFLARE_ACCOUNT_ID"] = FacadeFixture.AccountId,
            ["WRANGLER_SEND_METRICS"] = "false",
            ["XDG_CONFIG_HOME"] = Path.Combine(project, "config"),
            ["CI"] = "1",
        });
}
