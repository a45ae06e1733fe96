using System.Runtime.InteropServices;

namespace Webhost.Providers.Cloudflare.Tests;

/// <summary>The tools that the repository's root brings along. A missing one fails the test that needs it.</summary>
internal static class RepositoryFiles
{
    private static readonly string Root = FindRoot();

    public static string Esbuild => Require($"node_modules/@esbuild/{Platform}/bin/esbuild", "npm ci at the root");

    public static string Workerd => Require($"node_modules/@cloudflare/workerd-{(Platform is "linux-x64" ? "linux-64" : Platform)}/bin/workerd", "npm ci at the root");

    public static string VendoredPackages => Require("shim-worker/vendor/node_modules", "npm ci --ignore-scripts in shim-worker/vendor");

    public static string Dispatcher => Require("shim-worker/dist/dispatcher.js", "npm run build -w shim-worker");

    private static string Platform => $"{(OperatingSystem.IsMacOS() ? "darwin" : "linux")}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";

    private static string Require(string relative, string remedy)
    {
        var path = Path.Combine(Root, relative);
        return Path.Exists(path) ? path : throw new InvalidOperationException($"{relative} is missing: {remedy}.");
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Webhost.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException("The tests must run below the repository's root.");
    }
}
