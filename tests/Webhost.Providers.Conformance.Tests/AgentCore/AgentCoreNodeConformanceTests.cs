namespace Webhost.Providers.Conformance.Tests.AgentCore;

public sealed class AgentCoreNodeConformanceTests(AgentCoreNodeRuntime runtime) : RuntimeConformance<AgentCoreNodeRuntime>(runtime);
