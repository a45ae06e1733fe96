using System.Globalization;
using Webhost.Local.AgentCore;
using Webhost.Local.AgentCore.Tests.Fixtures;

if (args is not [var port, var state])
{
    Console.Error.WriteLine("usage: Webhost.Local.AgentCore.Tests PORT STATE");
    return 2;
}

await using var emulator = await AgentCoreEmulator.StartAsync(TestEmulator.Usual(state) with { Port = int.Parse(port, CultureInfo.InvariantCulture) });
Console.WriteLine($"listening on {emulator.Uri}");
await Task.Delay(Timeout.Infinite);
return 0;
