using System.Globalization;
using Webhost.Bench.Measuring;
using Webhost.Bench.Processes;
using Webhost.Bench.Stack;

namespace Webhost.Bench.AgentCore;

/// <summary>
/// An agent on AgentCore: what the gateway adds to a call into a session that is there, how soon a new session answers, and what sessions that idle take of the memory.
/// </summary>
internal sealed class AgentCoreBenchmark : IBenchmark
{
    private const int Starts = 30;
    private const int IdleSessions = 200;
    private const double AllowedAdded = 3;
    private const double AllowedStart = 1_000;
    private const double AllowedMegabytes = 20;
    private const string Prompt = "What would you pack for three rainy days on the coast, and why?";

    private static readonly Turns Turns = new(WarmUp: 200, Rounds: 20, Batch: 25);

    public string Name => "agentcore";

    public string Description => "an agent on AgentCore: what the gateway adds, how soon a session starts, and the memory of idle ones";

    public async Task<Report> RunAsync(CancellationToken cancellationToken)
    {
        StackSettings settings = LocalStack.NewSettings();
        settings.Variables["Plans__free__agentCore"] = "included";
        settings.Variables["Plans__free__agentCoreAgents"] = "unlimited";
        await using LocalStack stack = await LocalStack.StartAsync(settings, cancellationToken);
        using LocalAgentCore emulator = await LocalAgentCore.OfAsync(stack, settings, cancellationToken);
        DeployedSample agent = await DeployedSample.CreateAsync(stack, Sample.Python, cancellationToken);
        string runtimeId = await RuntimeAsync(stack, emulator, agent, cancellationToken);

        List<Table> tables = [];
        List<Budget> budgets = [];
        foreach (bool events in (bool[])[false, true])
        {
            string what = events ? "events" : "JSON";
            Target direct = new($"AgentCore alone, {what}", emulator.Address, _ => emulator.Invoke(runtimeId, $"bench-{what}", Prompt, events));
            Target through = new($"gateway, {what}", stack.ControlPlane, agent.Invoke(events, $"bench-{what}")) { SettleAsync = stack.SettleAsync };
            IReadOnlyList<Series> warm = await Alternating.MeasureAsync([direct, through], Turns, cancellationToken);
            tables.Add(new Table($"agentcore: {what}, a session that goes on, {warm[0].Count:N0} calls each in alternating batches", warm, direct.Name) { Milliseconds = true });
            budgets.Add(new($"added by the gateway, {what}, p50", (warm[1].Percentile(0.5) - warm[0].Percentile(0.5)) / 1000, AllowedAdded, "ms"));
        }

        await emulator.EndSessionsAsync(cancellationToken);
        Series[] starts =
        [
            Start("AgentCore alone, new session", emulator.Address, start => emulator.Invoke(runtimeId, $"start-{start}", Prompt, events: false)),
            Start("gateway, new session", stack.ControlPlane, _ => agent.Invoke(events: false, session: null)),
        ];
        tables.Add(new Table($"agentcore: the first answer of a new session, {Starts} each", starts, starts[0].Name) { Milliseconds = true });
        budgets.AddRange(starts.Select(series => new Budget($"{series.Name}, p50", series.Percentile(0.5) / 1000, AllowedStart, "ms")));
        await emulator.EndSessionsAsync(cancellationToken);

        (double session, double own) = await IdleAsync(emulator, runtimeId, stack, cancellationToken);
        budgets.Add(new($"memory of an idle session with {IdleSessions} open", session, AllowedMegabytes, "MB"));
        await emulator.EndSessionsAsync(cancellationToken);
        return new(tables, budgets)
        {
            Notes =
            [
                $"isolation of sessions: {await emulator.IsolationAsync(cancellationToken)}; the agent is samples/{Sample.Python.Name}",
                "memory of a session: what its processes have for themselves, and their share of what they have together with others (PSS)",
                string.Create(CultureInfo.InvariantCulture, $"with {IdleSessions} sessions open the emulator itself takes {own:F2} MB more for each"),
            ],
        };
    }

    // Its id is AgentCore's to tell.
    private static async Task<string> RuntimeAsync(LocalStack stack, LocalAgentCore emulator, DeployedSample agent, CancellationToken cancellationToken)
    {
        using KeepAliveConnection connection = new(stack.ControlPlane);
        connection.Measure(agent.Invoke(events: false, session: "first"), 1);
        return (await emulator.SessionsAsync(cancellationToken))[0].RuntimeId;
    }

    private static Series Start(string name, Uri address, Func<int, HttpCall> call) => new(name, Enumerable.Range(0, Starts).Select(start =>
    {
        using KeepAliveConnection connection = new(address);
        return connection.Measure(call(start), 1)[0];
    }));

    private static async Task<(double Session, double Own)> IdleAsync(LocalAgentCore emulator, string runtimeId, LocalStack stack, CancellationToken cancellationToken)
    {
        long before = ProcessMemory.OfSession(stack.Session);
        foreach (int number in Enumerable.Range(0, IdleSessions))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using KeepAliveConnection connection = new(emulator.Address);
            connection.Measure(emulator.Invoke(runtimeId, $"idle-{number}", Prompt, events: false), 1);
        }

        IReadOnlyList<(string, int Process)> sessions = await emulator.SessionsAsync(cancellationToken);
        if (sessions.Count != IdleSessions)
            throw new InvalidOperationException($"{sessions.Count} sessions are open, not {IdleSessions}.");
        double taken = sessions.Sum(session => ProcessMemory.OfSession(session.Process));
        return (Megabytes(taken / IdleSessions), Megabytes((double)(ProcessMemory.OfSession(stack.Session) - before) / IdleSessions));
    }

    private static double Megabytes(double bytes) => bytes / (1024 * 1024);
}
