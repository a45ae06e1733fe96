using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>
/// Lets extensions of <see cref="IHostBuilder"/> work on a <see cref="HostApplicationBuilder"/>. Callbacks are collected and run, in the order of a
/// host builder, by <see cref="Apply"/>, because web host extensions read in an early callback what a later one has set.
/// </summary>
internal sealed class HostBuilderAdapter(HostApplicationBuilder builder) : IHostBuilder
{
    private readonly List<Action<IConfigurationBuilder>> _hostActions = [];
    private readonly List<Action<HostBuilderContext, IConfigurationBuilder>> _appActions = [];
    private readonly List<Action<HostBuilderContext, IServiceCollection>> _serviceActions = [];

    public IDictionary<object, object> Properties => ((IHostApplicationBuilder)builder).Properties;

    public IHostBuilder ConfigureHostConfiguration(Action<IConfigurationBuilder> configureDelegate)
    {
        _hostActions.Add(configureDelegate);
        return this;
    }

    public IHostBuilder ConfigureAppConfiguration(Action<HostBuilderContext, IConfigurationBuilder> configureDelegate)
    {
        _appActions.Add(configureDelegate);
        return this;
    }

    public IHostBuilder ConfigureServices(Action<HostBuilderContext, IServiceCollection> configureDelegate)
    {
        _serviceActions.Add(configureDelegate);
        return this;
    }

    /// <summary>Runs what was collected.</summary>
    public void Apply()
    {
        HostBuilderContext context = new(Properties) { Configuration = builder.Configuration, HostingEnvironment = builder.Environment };
        foreach (Action<IConfigurationBuilder> action in Take(_hostActions))
            action(builder.Configuration);
        foreach (Action<HostBuilderContext, IConfigurationBuilder> action in Take(_appActions))
            action(context, builder.Configuration);
        foreach (Action<HostBuilderContext, IServiceCollection> action in Take(_serviceActions))
            action(context, builder.Services);
    }

    public IHostBuilder ConfigureContainer<TContainerBuilder>(Action<HostBuilderContext, TContainerBuilder> configureDelegate) =>
        throw new NotSupportedException("Configure the container with FunctionsApplicationBuilder.ConfigureContainer.");

    public IHostBuilder UseServiceProviderFactory<TContainerBuilder>(IServiceProviderFactory<TContainerBuilder> factory)
        where TContainerBuilder : notnull
    {
        builder.ConfigureContainer(factory);
        return this;
    }

    public IHostBuilder UseServiceProviderFactory<TContainerBuilder>(Func<HostBuilderContext, IServiceProviderFactory<TContainerBuilder>> factory)
        where TContainerBuilder : notnull =>
        throw new NotSupportedException("Configure the container with FunctionsApplicationBuilder.ConfigureContainer.");

    public IHost Build() => throw new NotSupportedException("Build the application with FunctionsApplicationBuilder.Build.");

    private static T[] Take<T>(List<T> actions)
    {
        T[] taken = [.. actions];
        actions.Clear();
        return taken;
    }
}
