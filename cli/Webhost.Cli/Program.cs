using System.Runtime.InteropServices;
using Webhost.Cli.Shell;

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

return await CommandLine.RunAsync(args, SystemHost.Create(), stop.Token);

// The first signal lets the command end in order (a deployment is cancelled on the server); the second ends the process at once.
void Stop(PosixSignalContext signal)
{
    if (!stop.IsCancellationRequested)
    {
        signal.Cancel = true;
        stop.Cancel();
    }
}
