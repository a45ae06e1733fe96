namespace Microsoft.Azure.Functions.Worker.Embedded;

/// <summary>
/// Names the class through which an assembly extends the embedded host. The host finds it in every assembly that the application reaches by
/// reference, so that an application calls nothing which the official packages lack.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class EmbeddedHostExtensionAttribute(Type extensionType) : Attribute
{
    /// <summary>A class with a parameterless constructor that implements <see cref="IEmbeddedHostExtension"/>.</summary>
    public Type ExtensionType { get; } = extensionType;
}
