namespace Webhost.Conventions.Tests.Sources;

/// <summary>What code that ships must not call. Looked up in what was compiled, so that no comment or namesake counts.</summary>
public sealed class CallTests
{
    public static TheoryData<string, string, string> Forbidden => new()
    {
        { "System.DateTime", "get_Now", "take the time from TimeProvider, as UTC" },
        { "System.DateTime", "get_UtcNow", "take the time from TimeProvider" },
        { "System.DateTime", "get_Today", "take the time from TimeProvider, as UTC" },
        { "System.DateTimeOffset", "get_Now", "take the time from TimeProvider, as UTC" },
        { "System.DateTimeOffset", "get_UtcNow", "take the time from TimeProvider" },
        { "System.Guid", "NewGuid", "make ids with the id types, in the order of time" },
        { "System.Threading.Tasks.Task`1", "get_Result", "await the task" },
        { "System.Threading.Tasks.ValueTask`1", "get_Result", "await the task" },
        { "System.Threading.Tasks.Task", "Wait", "await the task" },
        { "System.Runtime.CompilerServices.AsyncVoidMethodBuilder", "Create", "return a Task: nobody can await an async void, and its exception ends the process" },
    };

    [Theory]
    [MemberData(nameof(Forbidden))]
    public void Nothing_that_ships_calls(string type, string member, string instead)
    {
        var callers = CompiledAssembly.Shipped.Where(assembly => assembly.Calls(type, member)).Select(assembly => assembly.Name).ToList();

        Assert.True(callers.Count == 0, $"{string.Join(", ", callers)}: {type}.{member} is called. Instead, {instead}.");
    }

    [Fact]
    public void Everything_that_ships_is_looked_at()
    {
        var names = CompiledAssembly.Shipped.Select(assembly => assembly.Name).Order(StringComparer.Ordinal);

        var shipped = Projects.Project.In("shared", "functions", "cli").Select(project => project.Name is "Webhost.Cli" ? "webhost" : project.Name).Order(StringComparer.Ordinal);
        Assert.Equal(shipped, names);
    }

    [Fact]
    public void A_call_that_is_there_is_found()
    {
        var own = CompiledAssembly.Read(typeof(CallTests).Assembly.Location);

        Assert.True(own.Calls("System.DateTime", "get_UtcNow"), $"{nameof(Example)} makes this call.");
        Assert.True(own.Calls("System.Threading.Tasks.Task`1", "get_Result"), $"{nameof(Example)} makes this call.");
        Assert.False(own.Calls("System.DateTime", "get_Now"));
        Assert.Equal(DateTimeKind.Utc, Example(Task.FromResult(1)).Kind);
    }

    private static DateTime Example(Task<int> done) => DateTime.UtcNow.AddDays(done.Result);
}
