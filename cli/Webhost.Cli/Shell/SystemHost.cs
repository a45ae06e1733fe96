using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Webhost.Cli.Shell;

/// <summary>The machine that the process runs on.</summary>
internal static class SystemHost
{
    /// <summary>What a terminal pastes arrives in pieces, with no more than this between them.</summary>
    private static readonly TimeSpan PasteGap = TimeSpan.FromMilliseconds(200);
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static CliHost Create()
    {
        if (OperatingSystem.IsWindows())
        {
            Console.OutputEncoding = Utf8;
        }

        return Detect();
    }

    private static CliHost Detect() => new()
    {
        Input = Console.IsInputRedirected ? new StreamReader(Console.OpenStandardInput(), Utf8) : Console.In,
        Output = OutputPipe.Open(Utf8) ?? Console.Out,
        Error = Console.Error,
        InputIsTerminal = !Console.IsInputRedirected,
        OutputIsTerminal = !Console.IsOutputRedirected,
        ErrorIsTerminal = !Console.IsErrorRedirected,
        Variable = Environment.GetEnvironmentVariable,
        WorkingDirectory = Environment.CurrentDirectory,
        ReadHidden = ReadHidden,
        OpenBrowser = OpenBrowser,
    };

    private static string ReadHidden(Action ask)
    {
        // The terminal shows what is typed until the first look at its keys.
        _ = Console.KeyAvailable;
        ask();
        return HiddenInput.Read(() => Console.ReadKey(intercept: true), () => SpinWait.SpinUntil(() => Console.KeyAvailable, PasteGap));
    }

    private static void OpenBrowser(Uri address)
    {
        var opener = OperatingSystem.IsMacOS() ? "open" : "xdg-open";
        var start = OperatingSystem.IsWindows()
            ? new ProcessStartInfo(address.AbsoluteUri) { UseShellExecute = true }
            : new ProcessStartInfo(opener, [address.AbsoluteUri]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        try
        {
            using var process = Process.Start(start);
        }
        catch (Win32Exception)
        {
            // There is no browser here. Who asked for one is given the address too.
        }
    }
}
