namespace Webhost.Providers.Conformance.Tests.InMemory;

public sealed class InMemoryConformanceTests(InMemoryRuntime runtime) : RuntimeConformance<InMemoryRuntime>(runtime);
