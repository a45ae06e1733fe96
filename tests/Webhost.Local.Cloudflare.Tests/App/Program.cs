using Microsoft.Extensions.Logging;
using Webhost.Local.Cloudflare;
using Webhost.Local.Cloudflare.Tests.Fixtures;

// Runs a facade until standard input ends or the process is killed: `<state directory> <end processes with parent> [api port] [dispatcher port]`.
var options = FacadeFixture.OptionsFor(args[0]) with
{
    EndProcessesWithParent = bool.Parse(args[1]),
    ApiPort = args.Length > 2 ? int.Parse(args[2]) : 0,
    DispatcherPort = args.Length > 3 ? int.Parse(args[3]) : 0,
};
using var loggers = LoggerFactory.Create(logging => logging.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning));
await using var facade = new CloudflareFacade(options, loggers);
await facade.StartAsync();
Console.WriteLine($"ready {facade.ApiBaseUrl} {facade.DispatcherUrl}");
await Console.In.ReadToEndAsync();
