namespace Webhost.Providers.Conformance.Tests.AgentCore;

public sealed class AgentCoreConformanceTests(AgentCoreRuntime runtime) : RuntimeConformance<AgentCoreRuntime>(runtime);
