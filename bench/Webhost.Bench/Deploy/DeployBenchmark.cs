using System.Diagnostics;
using Webhost.Bench.Measuring;
using Webhost.Bench.Stack;
using Webhost.Contracts.Deployments;

namespace Webhost.Bench.Deploy;

/// <summary>How soon a deployment answers, from the upload on, and how soon a roll-back is seen.</summary>
internal sealed class DeployBenchmark : IBenchmark
{
    private const int WarmUpRounds = 3;
    private const int Rounds = 20;
    private const double AllowedToDeploy = 2_000;
    private const double AllowedToRollBack = 1_000;

    public string Name => "deploy";

    public string Description => "a deployment of the echo sample until it answers, and a roll-back until it is seen";

    public async Task<Report> RunAsync(CancellationToken cancellationToken)
    {
        await using LocalStack stack = await LocalStack.StartAsync(LocalStack.NewSettings(), cancellationToken);
        using ApiClient api = await stack.SignInAsync(cancellationToken);
        string agentId = (await api.CreateAgentAsync(Sample.Echo, cancellationToken)).AgentId;
        byte[] archive = Sample.Echo.Zip();
        Deployment first = await api.DeployAsync(agentId, archive, cancellationToken);

        List<double> deploys = [];
        List<double> rollBacks = [];
        for (int round = -WarmUpRounds; round < Rounds; round++)
        {
            double deploy = await TimeAsync(async () => (await api.DeployAsync(agentId, archive, cancellationToken)).DeploymentId);
            double rollBack = await TimeAsync(async () => (await api.RollBackAsync(agentId, first.DeploymentId, cancellationToken)).DeploymentId);
            if (round < 0)
                continue;
            deploys.Add(deploy);
            rollBacks.Add(rollBack);
        }

        Series[] series = [new("upload until it answers", deploys), new("roll-back until it is seen", rollBacks)];
        return new(
            [new Table($"deploy: the echo sample, {Rounds} times, after {WarmUpRounds} that don't count", series) { Milliseconds = true }],
            [
                new("upload until it answers, p50", series[0].Percentile(0.5) / 1000, AllowedToDeploy, "ms"),
                new("roll-back until it is seen, p50", series[1].Percentile(0.5) / 1000, AllowedToRollBack, "ms"),
            ]);

        async Task<double> TimeAsync(Func<Task<string>> serve)
        {
            long began = Stopwatch.GetTimestamp();
            await api.InvokeUntilAsync(agentId, await serve(), cancellationToken);
            return Stopwatch.GetElapsedTime(began).TotalMicroseconds;
        }
    }
}
