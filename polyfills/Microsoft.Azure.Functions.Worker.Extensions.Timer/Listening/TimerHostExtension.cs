using Microsoft.Azure.Functions.Worker.Embedded;
using Microsoft.Azure.Functions.Worker.Listening;
using Microsoft.Extensions.DependencyInjection;

[assembly: EmbeddedHostExtension(typeof(TimerHostExtension))]

namespace Microsoft.Azure.Functions.Worker.Listening;

internal sealed class TimerHostExtension : IEmbeddedHostExtension
{
    public void Configure(IFunctionsWorkerApplicationBuilder builder) => builder.Services.AddSingleton<ITriggerListener, TimerTriggerListener>();
}
