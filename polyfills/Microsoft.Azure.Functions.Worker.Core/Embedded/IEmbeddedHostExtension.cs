namespace Microsoft.Azure.Functions.Worker.Embedded;

/// <summary>Adds triggers and bindings to the embedded host; runs once, while the application's builder is made.</summary>
internal interface IEmbeddedHostExtension
{
    /// <summary>Registers <see cref="ITriggerListener"/>s, <see cref="IInputBinding"/>s and whatever they need as singletons.</summary>
    void Configure(IFunctionsWorkerApplicationBuilder builder);
}
