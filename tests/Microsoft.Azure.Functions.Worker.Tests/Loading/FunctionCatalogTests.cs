using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker.Embedded;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Azure.Functions.Worker.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Azure.Functions.Worker.Tests.Loading;

public sealed class FunctionCatalogTests
{
    [Theory]
    [InlineData(typeof(SameName), "Function 'same'", "SameName.One and")]
    [InlineData(typeof(BadName), "Function '1st!'", "a name begins with a letter")]
    [InlineData(typeof(Hidden), "Function 'Hidden'", "must be public")]
    [InlineData(typeof(NoTrigger), "Function 'NoTrigger'", "no parameter with a trigger attribute")]
    [InlineData(typeof(TwoTriggers), "Function 'TwoTriggers'", "more than one parameter")]
    [InlineData(typeof(AsyncVoid), "Function 'AsyncVoid'", "async void")]
    [InlineData(typeof(HiddenValueTask), "Function 'HiddenValueTask'", "returns a ValueTask")]
    [InlineData(typeof(UnknownParameter), "Function 'UnknownParameter', parameter 'count'", "nothing can fill a parameter of type System.Int32")]
    [InlineData(typeof(WrongTriggerType), "Function 'WrongTriggerType', parameter 'text'", "HttpTriggerAttribute cannot fill a parameter of type System.String")]
    [InlineData(typeof(UnknownTrigger), "Function 'UnknownTrigger', parameter 'message'", "nothing runs functions with QueueTriggerAttribute")]
    [InlineData(typeof(UnknownBinding), "Function 'UnknownBinding', parameter 'table'", "no extension knows TableInputAttribute")]
    [InlineData(typeof(BadRoute), "Function 'BadRoute', parameter 'request'", "the route 'v1/a/{b' is malformed")]
    [InlineData(typeof(UnroutableType), "Function 'UnroutableType', parameter 'things'", "a route value cannot be converted")]
    [InlineData(typeof(BadSchedule), "Function 'BadSchedule', parameter 'timer'", "the schedule '* * * 1' is malformed: an NCRONTAB expression has six fields")]
    [InlineData(typeof(MissingSetting), "Function 'MissingSetting', parameter 'timer'", "the setting 'NoSuchSchedule' is missing")]
    [InlineData(typeof(NoStorage), "The setting 'AzureWebJobsStorage' is missing", "'NoStorage'")]
    [InlineData(typeof(SameRoute), "Functions 'Get' and 'All' have the same route 'v1/things/{other}'", "methods in common")]
    public async Task What_is_wrong_stops_the_start_with_the_names_of_function_and_parameter(Type functions, string where, string problem)
    {
        using IHost host = TestHost.Build([functions]);

        InvalidOperationException exception = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Contains(where, exception.Message, StringComparison.Ordinal);
        Assert.Contains(problem, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_problems_are_listed_together()
    {
        using IHost host = TestHost.Build([typeof(BadName), typeof(UnknownParameter), typeof(BadRoute)]);

        InvalidOperationException exception = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Equal(3, exception.Message.Split('\n').Count(line => line.StartsWith("- Function", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Routes_beneath_admin_belong_to_the_host()
    {
        using IHost host = TestHost.Build([typeof(AdminRoute)], configure: builder =>
            builder.Services.AddSingleton(HostJson.Parse("""{"extensions":{"http":{"routePrefix":""}}}""", "host.json")));

        InvalidOperationException exception = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Contains("the route 'admin/keys' is one of the host's own", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disabled_function_is_left_out()
    {
        using IHost host = TestHost.Build(
            [typeof(NoStorage)], new Dictionary<string, string?>(StringComparer.Ordinal) { ["AzureWebJobs.NoStorage.Disabled"] = "true" });

        await host.StartAsync();

        Assert.Empty(host.Services.GetRequiredService<FunctionCatalog>().Functions);
        await host.StopAsync();
    }

    [AttributeUsage(AttributeTargets.Parameter)]
    private sealed class QueueTriggerAttribute : TriggerBindingAttribute;

    [AttributeUsage(AttributeTargets.Parameter)]
    private sealed class TableInputAttribute : InputBindingAttribute;

    private sealed class SameName
    {
        [Function("same")]
        public static void One([HttpTrigger(Route = "one")] HttpRequest request) => request.Body.Close();

        [Function("Same")]
        public static void Two([HttpTrigger(Route = "two")] HttpRequest request) => request.Body.Close();
    }

    private sealed class BadName
    {
        [Function("1st!")]
        public static void Run([HttpTrigger] HttpRequest request) => request.Body.Close();
    }

    private sealed class Hidden
    {
        [Function("Hidden")]
        internal static void Run([HttpTrigger] HttpRequest request) => request.Body.Close();
    }

    private sealed class NoTrigger
    {
        [Function("NoTrigger")]
        public static void Run(FunctionContext context) => context.Items.Clear();
    }

    private sealed class TwoTriggers
    {
        [Function("TwoTriggers")]
        public static void Run([HttpTrigger] HttpRequest request, [TimerTrigger("0 * * * * *")] TimerInfo timer) => request.Body.Close();
    }

    private sealed class AsyncVoid
    {
        [Function("AsyncVoid")]
        [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "MA0155", Justification = "What the host must refuse.")]
        public static async void Run([HttpTrigger] HttpRequest request) => await request.Body.FlushAsync();
    }

    private sealed class HiddenValueTask
    {
        [Function("HiddenValueTask")]
        public static ValueTask Run([HttpTrigger] HttpRequest request) => request.Body.DisposeAsync();
    }

    private sealed class UnknownParameter
    {
        [Function("UnknownParameter")]
        public static void Run([HttpTrigger(Route = "things/{number}")] HttpRequest request, int count) => request.Body.SetLength(count);
    }

    private sealed class WrongTriggerType
    {
        [Function("WrongTriggerType")]
        public static void Run([HttpTrigger] string text) => Console.WriteLine(text);
    }

    private sealed class UnknownTrigger
    {
        [Function("UnknownTrigger")]
        public static void Run([QueueTrigger] string message) => Console.WriteLine(message);
    }

    private sealed class UnknownBinding
    {
        [Function("UnknownBinding")]
        public static void Run([HttpTrigger] HttpRequest request, [TableInput] string table) => Console.WriteLine($"{request} {table}");
    }

    private sealed class BadRoute
    {
        [Function("BadRoute")]
        public static void Run([HttpTrigger(Route = "a/{b")] HttpRequest request) => request.Body.Close();
    }

    private sealed class UnroutableType
    {
        [Function("UnroutableType")]
        public static void Run([HttpTrigger(Route = "{things}")] HttpRequest request, List<int> things) => Console.WriteLine($"{request} {things}");
    }

    private sealed class BadSchedule
    {
        [Function("BadSchedule")]
        public static void Run([TimerTrigger("* * * 1")] TimerInfo timer) => Console.WriteLine(timer);
    }

    private sealed class MissingSetting
    {
        [Function("MissingSetting")]
        public static void Run([TimerTrigger("%NoSuchSchedule%")] TimerInfo timer) => Console.WriteLine(timer);
    }

    private sealed class NoStorage
    {
        [Function("NoStorage")]
        public static void Run([TimerTrigger("0 0 * * * *")] TimerInfo timer) => Console.WriteLine(timer);
    }

    private sealed class SameRoute
    {
        [Function("Get")]
        public static void Get([HttpTrigger("get", Route = "things/{id}")] HttpRequest request) => request.Body.Close();

        [Function("Put")]
        public static void Put([HttpTrigger("put", Route = "things/{id}")] HttpRequest request) => request.Body.Close();

        [Function("All")]
        public static void All([HttpTrigger("GET", "POST", Route = "things/{other}")] HttpRequest request) => request.Body.Close();
    }

    private sealed class AdminRoute
    {
        [Function("AdminRoute")]
        public static void Run([HttpTrigger(Route = "admin/keys")] HttpRequest request) => request.Body.Close();
    }
}
