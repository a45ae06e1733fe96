using Webhost.Local;
using Webhost.Local.Output;
using Webhost.Local.Settings;

if (args is not ["up"])
{
    Console.Error.WriteLine("usage: Webhost.Local up");
    return 2;
}

var terminal = Terminal.ForConsole();
try
{
    var root = RepositoryRoot.Find(AppContext.BaseDirectory);
    var settings = LocalSettings.Read(root, Environment.GetEnvironmentVariables());
    using var stop = new StopSignal();
    return await new Supervisor(root, settings, terminal).RunAsync(stop);
}
catch (StartException exception)
{
    terminal.Error(exception.Message);
    return 1;
}
